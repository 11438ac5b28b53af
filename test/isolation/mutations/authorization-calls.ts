import type { Node } from 'typescript/unstable/ast';
import { isCallExpression } from 'typescript/unstable/ast/is';
import { decisionsIn } from './decisions.ts';
import type { Source } from './sources.ts';

/** A place in the source where somebody's access is asked, and what stands there where everything is allowed. */
export interface AuthorizationCall {
  /** From the root of the repository, such as `src/domain/freezes/freeze-refusal.ts`. */
  readonly file: string;
  readonly line: number;
  /** What is replaced: from the first character to behind the last. */
  readonly start: number;
  readonly end: number;
  /** What is asked, on one line. */
  readonly text: string;
  readonly instead: string;
}

const everything = 'globalThis.isolation';

/** Of what may be seen and done: where something is read of it, and what is read of instead. */
const receivers: Readonly<Record<string, string>> = {
  ...membersOf(
    'src/domain/access/access.ts',
    ['may', 'sees', 'seesTenant', 'where', 'views', 'seesEverything', 'rolesOn'],
    'access',
  ),
  ...membersOf(
    'src/domain/fleet/sight.ts',
    [
      'tenants',
      'environments',
      'apps',
      'clusters',
      'hasTenant',
      'sees',
      'seesTenant',
      'seesCluster',
      'seesInside',
      'gap',
    ],
    'sight',
  ),
  ...membersOf('src/domain/fleet/fleet.ts', ['seesTenant', 'isInSight', 'inside', 'gap', 'usageGap'], 'fleet'),
};

/** Functions that decide, by where they are declared, and what they answer where everything is allowed. */
const answers: Readonly<Record<string, string>> = {
  'src/domain/access/lost-rights.ts hasLost': 'false',
  'src/domain/access/reach.ts isWithin': 'true',
  'src/records/within-reach.ts withinReach': `${everything}.anything`,
  'src/domain/access/binding-refusal.ts bindingRefusal': 'null',
  'src/domain/approvals/may-decide.ts decisionRefusal': 'null',
  'src/domain/freezes/freeze-refusal.ts freezeRefusal': 'null',
  'src/domain/operations/approval-problems.ts breakGlassRefusal': 'null',
  'src/domain/operations/request-operation.ts accessRefusal': 'null',
  'src/domain/tokens/create-api-tokens.ts notAllowed': '[]',
  'src/domain/tokens/create-api-tokens.ts sees': 'true',
};

/** Read of a caller, and no right of anybody's. */
const restrictions: Readonly<Record<string, string>> = { 'src/domain/caller.ts viaApiToken': 'undefined' };

const access = 'src/domain/access/access.ts Access';

/** Where accesses are made from each other: there each condition is taken for itself. */
const core = [
  'src/domain/access/access.ts',
  'src/domain/access/both-of.ts',
  'src/domain/access/lost-rights.ts',
  'src/domain/access/reach.ts',
];

/** Of those, where a condition that holds takes something away. */
const denying = ['src/domain/access/lost-rights.ts'];

/** What asks an access, and neither shows nor does anything to anybody by it. */
const notAuthorization: readonly { readonly file: string; readonly text: string }[] = [
  // Whose budget is charged: nothing is seen by it, and nothing refused but for a while.
  { file: 'src/graphql/server/tenant-of.ts', text: '' },
  // The names of roles, for the caller to read.
  { file: 'src/auth/sessions.ts', text: 'access.rolesOn(fleetScope)' },
  { file: 'src/auth/oidc/signed-on.ts', text: 'held.access.rolesOn(fleetScope)' },
];

/** Every place in a file where the product asks an access, or what was made of one, found by what the names there stand for. */
export function authorizationCallsIn(source: Source): readonly AuthorizationCall[] {
  return callsOf(source).filter(
    ({ file, text }) => !notAuthorization.some((not) => not.file === file && text.includes(not.text)),
  );
}

function callsOf(source: Source): readonly AuthorizationCall[] {
  const { file, text, root } = source;
  const found = new Map<string, AuthorizationCall>();
  const add = (node: Node, instead: string, shown: Node = node): void => {
    const start = node.getStart(root);
    const line = text.slice(0, shown.getStart(root)).split('\n').length;
    const words = text.slice(shown.getStart(root), shown.end).replaceAll(/\s+/g, ' ');
    found.set(`${start} ${node.end} ${instead}`, { file, line, start, end: node.end, text: words, instead });
  };
  const inCore = core.includes(file);
  if (inCore) for (const { node, instead } of decisionsIn(root, denying.includes(file))) add(node, instead);
  for (const { node, member } of source.memberReads) {
    const other = receivers[member];
    // A call is shown with what it asks for.
    const shown = isCallExpression(node.parent) && node.parent.expression === node ? node.parent : node;
    if (other !== undefined && !inCore) add(node.expression, other, shown);
    const none = restrictions[member];
    if (none !== undefined) add(node, none);
  }
  for (const { node, called, given } of source.calls) {
    const answer = answers[called];
    if (answer !== undefined) add(node, answer);
    // What keeps accesses for itself, such as a map, asks nothing of them.
    if (called === '' || called.endsWith(' hasLost')) continue;
    for (const argument of given) {
      if (argument.type === access) add(argument.node, `${everything}.access`, node);
    }
  }
  return [...found.values()];
}

function membersOf(file: string, members: readonly string[], of: string): Readonly<Record<string, string>> {
  return Object.fromEntries(members.map((member) => [`${file} ${member}`, `${everything}.${of}`]));
}
