import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashToken, newToken } from '../../../src/auth/caller-token.ts';
import { tenantId } from '../../../src/graphql/ids.ts';
import { at } from '../../../src/graphql/testing/at.ts';
import { recordEngines } from '../../../src/records/fixtures/record-engines.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';
import { openStreams } from '../../support/open-streams.ts';
import type { OpenStream } from '../../support/open-streams.ts';

// Roles that are given and taken back at one gateway, as another one meets them: both with the simulated fleet, on one PostgreSQL.

const tokens = { root: newToken(randomBytes), mia: newToken(randomBytes), bob: newToken(randomBytes) };
type Person = keyof typeof tokens;
const folder = mkdtempSync(join(tmpdir(), 'tenantry-roles-'));
const acme = tenantId('acme');

let one: GatewayUnderTest;
let two: GatewayUnderTest;

async function ask(gateway: GatewayUnderTest, person: Person, query: string, variables: object = {}): Promise<unknown> {
  const headers = { authorization: `Bearer ${tokens[person]}`, 'content-type': 'application/json' };
  const answer = await fetch(gateway.url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return answer.json();
}

async function change(field: 'bindRole' | 'unbindRole', role: string, name: Person): Promise<unknown> {
  const input = { role, subject: { kind: 'PERSON', name }, on: acme };
  const type = field === 'bindRole' ? 'BindRoleInput' : 'UnbindRoleInput';
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { problems { code message } } }`;
  return at(await ask(one, 'root', query, { input }), `data.${field}.problems`);
}

const can = async (person: Person, action: string) =>
  at(await ask(two, person, `{ viewer { can(action: ${action}, on: "${acme}") } }`), 'data.viewer.can');

beforeAll(async () => {
  const callers = (Object.keys(tokens) as Person[]).map((name) => {
    const roles = [name === 'root' ? 'platform-administrator' : 'staff'];
    return { name, kind: 'USER', roles, tokenHash: hashToken(tokens[name]) };
  });
  writeFileSync(join(folder, 'callers.yaml'), JSON.stringify({ callers }), { mode: 0o600 });
});

afterAll(async () => {
  await Promise.all([one?.close(), two?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

it(
  'a role that one gateway gives counts at the other; taken back, it ends what is open there within 5 s',
  { timeout: 120_000 },
  async () => {
    const [engine] = recordEngines;
    if (engine === undefined) throw new Error('there is an engine');
    const env = { DATABASE_URL: await engine.fresh(), TENANTRY_CALLERS: join(folder, 'callers.yaml') };
    [one, two] = await Promise.all([startGatewayUnderTest({ env }), startGatewayUnderTest({ env })]);
    expect(await can('mia', 'VIEW')).toBe(false);
    expect(await change('bindRole', 'developer', 'mia')).toEqual([]);
    expect(await change('bindRole', 'developer', 'bob')).toEqual([]);
    await expect.poll(() => can('mia', 'DEPLOY'), { timeout: 5_000 }).toBe(true);
    await expect.poll(() => can('bob', 'DEPLOY'), { timeout: 5_000 }).toBe(true);

    const found = await ask(
      two,
      'mia',
      '{ apps(filter: { tenants: ["acme"], kinds: [DEPLOYMENT] }, first: 1) { nodes { id } } }',
    );
    const query = `subscription { rollout(app: "${String(at(found, 'data.apps.nodes.0.id'))}") { __typename } }`;
    const open = (person: Person): Promise<OpenStream[]> =>
      Promise.all(Object.values(openStreams).map((way) => way(two, tokens[person], query)));
    const [ofMia, ofBob] = await Promise.all([open('mia'), open('bob')]);

    // What grows goes on.
    expect(await change('bindRole', 'operator', 'mia')).toEqual([]);
    await expect.poll(() => can('mia', 'FREEZE'), { timeout: 5_000 }).toBe(true);
    expect(ofMia.map(({ endedAt }) => endedAt)).toEqual([null, null]);

    const taken = Date.now();
    expect(await change('unbindRole', 'operator', 'mia')).toEqual([]);
    await Promise.all(ofMia.map(({ ended }) => ended));
    for (const { endedAt } of ofMia) expect((endedAt ?? Infinity) - taken).toBeLessThan(5_000);
    // Nobody else is disturbed, and mia comes back with what is left.
    expect(ofBob.map(({ endedAt }) => endedAt)).toEqual([null, null]);
    expect([await can('mia', 'FREEZE'), await can('mia', 'DEPLOY')]).toEqual([false, true]);
    const again = await open('mia');
    for (const stream of [...again, ...ofBob]) stream.close();
  },
);
