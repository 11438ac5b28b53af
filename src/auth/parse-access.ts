import schema from '../../clusters/access.schema.json' with { type: 'json' };
import { environmentScope, fleetScope, tenantScope } from '../domain/access/access.ts';
import type { AccessScope } from '../domain/access/access.ts';
import type { AccessRules } from '../domain/access/access-book.ts';
import type { Action } from '../domain/access/action.ts';
import type { Binding, Subject } from '../domain/access/binding.ts';
import { builtInRoles } from '../domain/access/role.ts';
import type { FileProblem } from '../lib/file-problem.ts';
import { fail, succeed } from '../lib/result.ts';
import type { Result } from '../lib/result.ts';
import { withLines } from '../lib/shape-problem.ts';
import type { ShapeProblem } from '../lib/shape-problem.ts';
import { createShapedYaml } from '../lib/shaped-yaml.ts';

/** A valid file's content: the form of `clusters/access.schema.json`. */
interface AccessFileContent {
  readonly roles?: readonly RoleContent[];
  readonly bindings?: readonly BindingContent[];
}

interface RoleContent {
  readonly name: string;
  readonly description?: string;
  readonly actions: readonly Action[];
  readonly delegable?: boolean;
}

interface BindingContent {
  readonly role: string;
  readonly people?: readonly string[];
  readonly groups?: readonly string[];
  readonly tokens?: readonly string[];
  readonly where: {
    readonly fleet?: true;
    readonly tenants?: readonly string[];
    readonly environments?: readonly string[];
  };
}

/** What an access file is as a file. Its YAML is parsed at one go, for which everyone else waits: so it is bounded. */
export const accessFileForm = { called: 'an access file', maxBytes: 256 * 1024 };

/** Of names times places: all are kept in memory. */
const mostBindings = 20_000;

const parse = createShapedYaml({
  schema,
  words: {
    form(path) {
      if (path.at(-2) !== 'environments') return null;
      return 'is not the name of an environment of a tenant. Write, for example: acme/prod';
    },
  },
  noFields: 'An access file holds the fields roles and bindings, with a list each. Write, to begin: bindings: []',
});

/**
 * Checks the text of an access file against `clusters/access.schema.json`.
 * @param display the file's path as messages show it
 */
export function parseAccess(text: string, display: string): Result<AccessRules, readonly FileProblem[]> {
  const parsed = parse(text, display);
  if (!parsed.ok) return parsed;
  const { roles = [], bindings = [] } = parsed.value.value as unknown as AccessFileContent;
  const mistakes = [...takenNames(roles), ...emptyBindings(bindings), ...tooMany(bindings)];
  if (mistakes.length > 0) return fail(withLines(mistakes, parsed.value, display));
  return succeed({
    roles: roles.map(({ name, description = '', actions, delegable = false }) => {
      return { name, description, actions: new Set(actions), isBuiltIn: false, isDelegable: delegable };
    }),
    bindings: bindings.flatMap(bindingsOf),
  });
}

function bindingsOf(content: BindingContent): readonly Binding[] {
  const { role } = content;
  return subjectsOf(content).flatMap((subject) => scopesOf(content).map((scope) => ({ role, subject, scope })));
}

function subjectsOf({ people = [], groups = [], tokens = [] }: BindingContent): readonly Subject[] {
  return [
    ...people.map((name) => ({ kind: 'PERSON', name }) as const),
    ...groups.map((name) => ({ kind: 'GROUP', name }) as const),
    ...tokens.map((name) => ({ kind: 'TOKEN', name }) as const),
  ];
}

function scopesOf({ where: { fleet, tenants = [], environments = [] } }: BindingContent): readonly AccessScope[] {
  return [
    ...(fleet === true ? [fleetScope] : []),
    ...tenants.map(tenantScope),
    ...environments.map((text) => {
      const [tenant = '', environment = ''] = text.split('/');
      return environmentScope({ tenant, environment });
    }),
  ];
}

/** Two roles of one name: nobody could tell what it allows. */
function takenNames(roles: readonly RoleContent[]): readonly ShapeProblem[] {
  return roles.flatMap(({ name }, index) => {
    const path = ['roles', String(index), 'name'];
    if (builtInRoles.some((role) => role.name === name)) {
      const message = `Is the name of a built-in role, which stays what it is. Write another.`;
      return [{ path, part: 'value' as const, message }];
    }
    const first = roles.findIndex((other) => other.name === name);
    if (first === index) return [];
    return [{ path, part: 'value' as const, message: `Is the name of roles.${first}, too. Write another.` }];
  });
}

function emptyBindings(bindings: readonly BindingContent[]): readonly ShapeProblem[] {
  return bindings.flatMap((content, index) => {
    const path = ['bindings', String(index)];
    const problems: ShapeProblem[] = [];
    if (subjectsOf(content).length === 0) {
      const message = 'Is given to nobody. Write, for example: people: [mia], or groups, or tokens.';
      problems.push({ path, part: 'value', message });
    }
    if (scopesOf(content).length === 0) {
      const message = 'Names no place. Write, for example: where: {tenants: [acme]}, or where: {fleet: true}';
      problems.push({ path: [...path, 'where'], part: 'value', message });
    }
    return problems;
  });
}

function tooMany(bindings: readonly BindingContent[]): readonly ShapeProblem[] {
  let count = 0;
  for (const [index, content] of bindings.entries()) {
    count += subjectsOf(content).length * scopesOf(content).length;
    if (count <= mostBindings) continue;
    const message = `With this the file gives more than ${mostBindings} roles, counted by name and place. Use groups, or wider places.`;
    return [{ path: ['bindings', String(index)], part: 'value', message }];
  }
  return [];
}
