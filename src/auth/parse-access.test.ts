import { describe, expect, it } from 'vitest';
import schema from '../../clusters/access.schema.json' with { type: 'json' };
import { environmentScope, fleetScope, tenantScope } from '../domain/access/access.ts';
import { actions } from '../domain/access/action.ts';
import { formatProblem } from '../lib/file-problem.ts';
import { parseAccess } from './parse-access.ts';

const text = `roles:
  - name: release-manager
    description: Approves releases
    actions: [VIEW]
  - name: on-call
    actions: []
    delegable: true
bindings:
  - role: developer
    people: [mia, corp:4711]
    groups: [corp:payments]
    tokens: [ci]
    where: { tenants: [acme], environments: [globex/prod] }
  - role: platform-administrator
    people: [ann]
    where: { fleet: true }
`;

function mistakesIn(wrong: string): readonly string[] {
  const parsed = parseAccess(wrong, 'access.yaml');
  return parsed.ok ? [] : parsed.failure.map(formatProblem);
}

describe('an access file', () => {
  it('has roles, and gives roles to each name in each place', () => {
    const parsed = parseAccess(text, 'access.yaml');
    if (!parsed.ok) throw new Error(parsed.failure.map(formatProblem).join('\n'));
    const { roles, bindings } = parsed.value;
    expect(roles).toEqual([
      {
        name: 'release-manager',
        description: 'Approves releases',
        actions: new Set(['VIEW']),
        isBuiltIn: false,
        isDelegable: false,
      },
      { name: 'on-call', description: '', actions: new Set(), isBuiltIn: false, isDelegable: true },
    ]);
    expect(bindings).toHaveLength(9);
    expect(bindings.slice(0, 3)).toEqual([
      { role: 'developer', subject: { kind: 'PERSON', name: 'mia' }, scope: tenantScope('acme') },
      {
        role: 'developer',
        subject: { kind: 'PERSON', name: 'mia' },
        scope: environmentScope({ tenant: 'globex', environment: 'prod' }),
      },
      { role: 'developer', subject: { kind: 'PERSON', name: 'corp:4711' }, scope: tenantScope('acme') },
    ]);
    expect(bindings.slice(4).map(({ subject }) => subject.kind)).toEqual([
      'GROUP',
      'GROUP',
      'TOKEN',
      'TOKEN',
      'PERSON',
    ]);
    expect(bindings.at(-1)?.scope).toBe(fleetScope);
  });

  it('may give nothing', () => {
    expect(parseAccess('bindings: []\n', 'access.yaml')).toEqual({ ok: true, value: { roles: [], bindings: [] } });
  });

  it('knows the actions that there are', () => {
    expect(schema.definitions.role.properties.actions.items.enum).toEqual(actions);
  });

  it.each([
    ['- a\n', 'access.yaml:1: An access file holds the fields roles and bindings'],
    ['', 'access.yaml: The file is empty.'],
    ['roels: []\n', 'access.yaml:1: roels: There is no such field. Did you mean roles?'],
    ['roles:\n  - name: a\n', 'access.yaml:2: roles.0.actions: Is missing'],
    [
      'roles:\n  - name: a\n    actions: [DEPLOI]\n',
      'access.yaml:3: roles.0.actions.0: "DEPLOI" is none of: VIEW, VIEW_LOGS, DEPLOY',
    ],
    ['roles:\n  - { name: Admin, actions: [] }\n', 'access.yaml:2: roles.0.name: "Admin" does not fit'],
    ['roles:\n  - name: viewer\n    actions: []\n', 'access.yaml:2: roles.0.name: Is the name of a built-in role'],
    [
      'roles:\n  - { name: a, actions: [] }\n  - { name: a, actions: [VIEW] }\n',
      'access.yaml:3: roles.1.name: Is the name of roles.0, too.',
    ],
    [
      'bindings:\n  - role: viewer\n    where: { fleet: true }\n',
      'access.yaml:2: bindings.0: Is given to nobody. Write, for example: people: [mia]',
    ],
    [
      'bindings:\n  - role: viewer\n    people: [mia]\n    where: {}\n',
      'access.yaml:4: bindings.0.where: Names no place.',
    ],
    ['bindings:\n  - role: viewer\n    people: [mia]\n', 'access.yaml:2: bindings.0.where: Is missing'],
    [
      'bindings:\n  - role: viewer\n    people: [mia]\n    where: { environments: [acme] }\n',
      'access.yaml:4: bindings.0.where.environments.0: "acme" is not the name of an environment of a tenant. Write, for example: acme/prod',
    ],
    [
      'bindings:\n  - role: viewer\n    people: [mia]\n    where: { fleet: false }\n',
      'access.yaml:4: bindings.0.where.fleet: Write fleet: true, or leave the line out.',
    ],
  ])('that is wrong is told with the line: %j', (wrong, mistake) => {
    expect(mistakesIn(wrong)).toEqual([expect.stringContaining(mistake)]);
  });

  it('does not grow without bound where names and places are multiplied', () => {
    const list = (prefix: string) => Array.from({ length: 150 }, (_, index) => `${prefix}${index}`).join(', ');
    const wrong = `bindings:\n  - role: viewer\n    people: [${list('p')}]\n    where: { tenants: [${list('t')}] }\n`;
    expect(mistakesIn(wrong)).toEqual([expect.stringContaining('access.yaml:2: bindings.0: With this the file gives')]);
  });
});
