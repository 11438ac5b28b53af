import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { hashToken, newToken } from '../../../src/auth/caller-token.ts';
import { appId, environmentId, freezeId, operationId, rolloutId, tenantId } from '../../../src/graphql/ids.ts';
import { at } from '../../../src/graphql/testing/at.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';

// Two tenants' people on one gateway with the simulated fleet, by every way in.

/** Their roles come from the access file: `staff` is none that allows anything. */
const people = { root: 'platform-administrator', mia: 'staff', vic: 'staff', gil: 'staff' } as const;
type Person = keyof typeof people;
const tokens = Object.fromEntries(Object.keys(people).map((name) => [name, newToken(randomBytes)])) as Record<
  Person,
  string
>;
const bindings = [
  { role: 'developer', people: ['mia'], where: { tenants: ['acme'] } },
  { role: 'viewer', people: ['vic'], where: { tenants: ['acme'] } },
  { role: 'operator', people: ['gil'], where: { tenants: ['globex'] } },
];

interface Question {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** What is there, of a tenant that mia does not see; and the same names and ids of what is not there. */
interface Names {
  readonly tenant: string;
  readonly app: string;
  readonly operation: string;
  readonly freeze: string;
  readonly pod: string;
}

let gateway: GatewayUnderTest;
let folder: string;
let theirs: Names;
let nobodys: Names;
let oursApp: string;
/** Of the stream of their app. */
let theirCursor: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tenantry-isolation-'));
  const file = (name: string, content: object) => {
    writeFileSync(join(folder, name), JSON.stringify(content), { mode: 0o600 });
    return join(folder, name);
  };
  const callers = Object.entries(people).map(([name, role]) => ({
    name,
    kind: 'USER',
    roles: [role],
    tokenHash: hashToken(tokens[name as Person]),
  }));
  gateway = await startGatewayUnderTest({
    env: { TENANTRY_CALLERS: file('callers.yaml', { callers }), TENANTRY_ACCESS: file('access.yaml', { bindings }) },
  });
  const found = await asked('root', {
    query: `{
      acme: apps(filter: { tenants: ["acme"], kinds: [DEPLOYMENT], health: [HEALTHY] }, first: 1) { nodes { id } }
      globex: apps(filter: { tenants: ["globex"], kinds: [DEPLOYMENT], health: [HEALTHY] }, first: 2) {
        nodes { id name environment { name } pods { nodes { id } } } }
    }`,
  });
  oursApp = String(at(found, 'data.acme.nodes.0.id'));
  const environment = String(at(found, 'data.globex.nodes.0.environment.name'));
  const name = String(at(found, 'data.globex.nodes.0.name'));
  const app = (tenant: string) => appId({ tenant, environment, name, kind: 'DEPLOYMENT' });
  const begun = await asked('gil', {
    query: 'mutation ($app: ID!) { restartApp(input: { app: $app }) { operation { id } problems { message } } }',
    variables: { app: app('globex') },
  });
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const frozen = await asked('gil', {
    query: `mutation { createFreeze(input: { reason: "sale", from: "${until}", until: "${new Date(Date.now() + 7_200_000).toISOString()}",
      scope: { tenants: ["globex"] } }) { freeze { id } problems { message } } }`,
  });
  theirs = {
    tenant: 'globex',
    app: app('globex'),
    operation: String(at(begun, 'data.restartApp.operation.id')),
    freeze: String(at(frozen, 'data.createFreeze.freeze.id')),
    // Of another app: the restart replaces its own app's pods while all this goes on.
    pod: String(at(found, 'data.globex.nodes.1.pods.nodes.0.id')),
  };
  theirCursor = await firstCursor('gil', theirs.app);
  nobodys = {
    tenant: 'glubex',
    app: app('glubex'),
    operation: operationId(randomUUID()),
    freeze: freezeId(randomUUID()),
    // Of the same length, in the same cluster.
    pod: `${theirs.pod.slice(0, -4)}${Buffer.from('000').toString('base64url')}`,
  };
});

/** Of the first event that somebody is told of the app's rollout. */
async function firstCursor(person: Person, app: string): Promise<string> {
  const headers = {
    authorization: `Bearer ${tokens[person]}`,
    'content-type': 'application/json',
    accept: 'text/event-stream',
  };
  const body = JSON.stringify({ query: `subscription { rollout(app: "${app}") { cursor } }` });
  const { body: events } = await fetch(`${gateway.url}/stream`, { method: 'POST', headers, body });
  let text = '';
  for await (const chunk of events ?? []) {
    text += Buffer.from(chunk).toString();
    const [, cursor] = /"cursor":"([^"]+)"/.exec(text) ?? [];
    if (cursor !== undefined) return cursor;
  }
  throw new Error(`no event came: ${text}`);
}

afterAll(async () => {
  await gateway?.close();
  rmSync(folder, { recursive: true, force: true });
});

const ways = {
  HTTP: async (person: Person, question: Question) => {
    const headers = { authorization: `Bearer ${tokens[person]}`, 'content-type': 'application/json' };
    return (await fetch(gateway.url, { method: 'POST', headers, body: JSON.stringify(question) })).text();
  },
  SSE: async (person: Person, question: Question) => {
    const headers = {
      authorization: `Bearer ${tokens[person]}`,
      'content-type': 'application/json',
      accept: 'text/event-stream',
    };
    return (await fetch(`${gateway.url}/stream`, { method: 'POST', headers, body: JSON.stringify(question) })).text();
  },
  WebSocket: async (person: Person, question: Question) => {
    const headers = { authorization: `Bearer ${tokens[person]}` };
    const socket = new WebSocket(gateway.wsUrl, 'graphql-transport-ws', { headers });
    const heard: string[] = [];
    const over = new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', () => resolve());
      socket.on('message', (data: Buffer) => {
        const text = data.toString();
        const { type } = JSON.parse(text) as { readonly type: string };
        if (type === 'connection_ack') socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: question }));
        else heard.push(text);
        if (type === 'complete' || type === 'error') resolve();
      });
    });
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
    await over;
    socket.close();
    return heard.join('\n');
  },
} as const;

async function asked(person: Person, question: Question): Promise<unknown> {
  return JSON.parse(await ways.HTTP(person, question));
}

/** The whole answer, with what was asked for taken out. */
async function answer(way: keyof typeof ways, person: Person, names: Names, question: (names: Names) => Question) {
  let text = await ways[way](person, question(names));
  for (const [what, value] of Object.entries(names)) text = text.replaceAll(value, `<${what}>`);
  return text;
}

const node = (id: string): Question => ({
  query: 'query ($id: ID!) { node(id: $id) { __typename id } }',
  variables: { id },
});
const payload = '{ operation { id } plan { digest } problems { code message path cluster { name } } }';
const change = (mutation: string, more = '') => {
  const call = `${mutation}(input: { app: $app ${more} })`;
  return ({ app }: Names): Question => ({ query: `mutation ($app: ID!) { ${call} ${payload} }`, variables: { app } });
};
const decide = (mutation: string, more = '') => {
  const call = `${mutation}(input: { operation: $id ${more} })`;
  return ({ operation: id }: Names): Question => ({
    query: `mutation ($id: ID!) { ${call} ${payload} }`,
    variables: { id },
  });
};

/** On the app: what a viewer may not do either. */
const changes = {
  deployApp: change('deployApp', 'image: "registry.example.com/web:9"'),
  'deployApp, planned': change('deployApp', 'image: "registry.example.com/web:9", dryRun: true'),
  scaleApp: change('scaleApp', 'replicas: 2, dryRun: true'),
  rollbackApp: change('rollbackApp', 'dryRun: true'),
  restartApp: change('restartApp', 'dryRun: true, force: true'),
  pauseRollout: change('pauseRollout', 'dryRun: true'),
  resumeRollout: change('resumeRollout', 'dryRun: true'),
};

const questions: Readonly<Record<string, (names: Names) => Question>> = {
  tenant: ({ tenant }) => ({ query: `{ tenant(name: "${tenant}") { id } }` }),
  environment: ({ tenant }) => ({ query: `{ environment(tenant: "${tenant}", name: "production") { id } }` }),
  'environments by tenant': ({ tenant }) => ({
    query: `{ environments(filter: { tenants: ["${tenant}"] }) { totalCount nodes { id } coverage { complete } } }`,
  }),
  'apps by tenant': ({ tenant }) => ({
    query: `{ apps(filter: { tenants: ["${tenant}"] }, orderBy: { field: HEALTH, direction: DESC }) { totalCount pageInfo { hasNextPage } } }`,
  }),
  'operations by tenant': ({ tenant }) => ({
    query: `{ operations(filter: { tenants: ["${tenant}"] }) { totalCount } }`,
  }),
  'operations by target': ({ app }) => ({
    query: `{ operations(filter: { targets: ["${app}"] }) { totalCount nodes { id } } }`,
  }),
  'freezes by tenant': ({ tenant }) => ({
    query: `{ freezes(filter: { tenants: ["${tenant}"] }) { totalCount nodes { id } } }`,
  }),
  operation: ({ operation }) => ({ query: `{ operation(id: "${operation}") { id } }` }),
  'node of a tenant': ({ tenant }) => node(tenantId(tenant)),
  'node of an environment': ({ tenant }) => node(environmentId({ tenant, environment: 'production' })),
  'node of an app': ({ app }) => node(app),
  'node of a rollout': ({ tenant }) =>
    node(rolloutId({ tenant, environment: 'production', name: 'web', kind: 'DEPLOYMENT' }, 'key')),
  'node of an operation': ({ operation }) => node(operation),
  'node of a freeze': ({ freeze }) => node(freeze),
  'node of a pod': ({ pod }) => node(pod),
  ...changes,
  cancelOperation: decide('cancelOperation'),
  approveOperation: decide('approveOperation', 'digest: "d"'),
  rejectOperation: decide('rejectOperation', 'comment: "no"'),
  endFreeze: ({ freeze }) => ({
    query: `mutation { endFreeze(input: { freeze: "${freeze}" }) { freeze { id } problems { code message path } } }`,
  }),
  createFreeze: ({ tenant }) => ({
    query: `mutation { createFreeze(input: { reason: "mine", until: "${new Date(Date.now() + 60_000).toISOString()}",
      scope: { tenants: ["${tenant}"] } }) { freeze { id } problems { code message path } } }`,
  }),
};

/** These go on for as long as there is something to tell. */
const streams: Readonly<Record<string, (names: Names) => Question>> = {
  'the stream of a rollout': ({ app }) => ({ query: `subscription { rollout(app: "${app}") { cursor } }` }),
  'the stream of a rollout, from a cursor of somebody who sees it': ({ app }) => ({
    query: `subscription { rollout(app: "${app}", after: "${theirCursor}") { cursor } }`,
  }),
  'the stream of an operation': ({ operation }) => ({
    query: `subscription { operation(id: "${operation}") { state } }`,
  }),
};

describe.each(Object.keys(ways) as (keyof typeof ways)[])('what a caller does not see, over %s,', (way) => {
  it.each(Object.keys({ ...questions, ...(way === 'HTTP' ? {} : streams) }))(
    'is answered as what is not there: %s',
    async (name) => {
      const question = { ...questions, ...streams }[name];
      if (question === undefined) throw new Error('no question');
      const unseen = await answer(way, 'mia', theirs, question);
      expect(unseen).toBe(await answer(way, 'mia', nobodys, question));
      expect(unseen).not.toBe('');
    },
  );
});

describe('a cursor of somebody else', () => {
  it.each(['environments', 'apps', 'operations', 'freezes', 'apps by health'])(
    'leads to nothing that is not seen: %s',
    async (name) => {
      const [list = ''] = name.split(' ');
      const order = name.includes('health') ? 'orderBy: { field: HEALTH, direction: DESC }, ' : '';
      const walk = (after: string | null) => ({
        query: `query ($after: String) { ${list}(${order}first: 500, after: $after) { totalCount edges { cursor node { id } } } }`,
        variables: { after },
      });
      const edgesOf = async (person: Person, after: string | null) => {
        const told = await asked(person, walk(after));
        expect(told).not.toHaveProperty('errors');
        const found = at(told, `data.${list}`) as {
          totalCount: number;
          edges: { cursor: string; node: { id: string } }[];
        };
        return {
          ids: found.edges.map(({ node }) => node.id),
          cursors: found.edges.map(({ cursor }) => cursor),
          total: found.totalCount,
        };
      };
      const [own, others] = [await edgesOf('mia', null), await edgesOf('gil', null)];
      expect(others.ids.length).toBeGreaterThan(0);
      expect(own.ids.filter((id) => others.ids.includes(id))).toEqual([]);
      for (const cursor of others.cursors) {
        const behind = await edgesOf('mia', cursor);
        expect(behind.total).toBe(own.total);
        // Those that come after it in the same order, whichever these are.
        expect(own.ids.slice(own.ids.length - behind.ids.length)).toEqual(behind.ids);
      }
    },
  );
});

describe('what a caller tries on what it does not see', () => {
  const tries = Object.keys(questions).filter((name) =>
    /^(deploy|scale|rollback|restart|pause|resume|cancel|approve|reject|end|create)/.test(name),
  );
  /** An app is named by its tenant; the rest by ids, which say nothing of whose they are to whoever does not see them. */
  const targetOf = (mutation: string): object | null => {
    if (mutation === 'createFreeze') return expect.anything();
    if (mutation === 'endFreeze') return { node: { id: theirs.freeze } };
    return mutation.endsWith('Operation') ? { node: { id: theirs.operation } } : { tenant: 'globex' };
  };

  it.each(tries)('is recorded with whom and what it was about: %s', async (name) => {
    const question = questions[name];
    if (question === undefined) throw new Error('no question');
    const [mutation = ''] = name.split(',');
    const requestId = randomUUID();
    const headers = {
      authorization: `Bearer ${tokens.mia}`,
      'content-type': 'application/json',
      'x-request-id': requestId,
    };
    await fetch(gateway.url, { method: 'POST', headers, body: JSON.stringify(question(theirs)) });
    const audited = await asked('root', {
      query: `{ auditRecords(filter: { actors: ["mia"], actions: ["${mutation}"] }, first: 50) {
        nodes { requestId outcome actor { name } target { tenant node { id } } } } }`,
    });
    const records = at(audited, 'data.auditRecords.nodes') as readonly { readonly requestId: string }[];
    expect(records.filter((record) => record.requestId === requestId)).toMatchObject([
      { outcome: expect.stringMatching(/^(REFUSED|DENIED)$/), actor: { name: 'mia' }, target: targetOf(mutation) },
    ]);
  });
});

describe('what is compared', () => {
  it.each(
    Object.keys(questions).filter((name) => !/deployApp$|cancel|Freeze|rollout|environment$|an environment/.test(name)),
  )('differs for somebody who sees it: %s', async (name) => {
    const question = questions[name];
    if (question === undefined) throw new Error('no question');
    expect(await answer('HTTP', 'gil', theirs, question)).not.toBe(await answer('HTTP', 'gil', nobodys, question));
  });
});

describe('what a caller sees but may not do', () => {
  it.each(Object.keys(changes))('is forbidden, and recorded as denied: %s', async (name) => {
    const question = changes[name as keyof typeof changes];
    const told = await asked('vic', question({ ...theirs, app: oursApp }));
    const [mutation = ''] = name.split(',');
    expect(at(told, `data.${mutation}.problems`)).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect(at(told, `data.${mutation}.problems.0.message`)).toContain('acme');
    const audited = await asked('root', {
      query: `{ auditRecords(filter: { actors: ["vic"], actions: ["${mutation}"] }, first: 1) { nodes { outcome target { tenant } } } }`,
    });
    expect(at(audited, 'data.auditRecords.nodes')).toEqual([{ outcome: 'DENIED', target: { tenant: 'acme' } }]);
  });

  it('is forbidden to force without the right to, also for those who may do the rest', async () => {
    const told = await asked('mia', changes.restartApp({ ...theirs, app: oursApp }));
    expect(at(told, 'data.restartApp.problems')).toMatchObject([{ code: 'FORBIDDEN', path: null }]);
    const allowed = await asked('mia', change('restartApp', 'dryRun: true')({ ...theirs, app: oursApp }));
    expect(at(allowed, 'data.restartApp')).toMatchObject({ plan: { digest: expect.any(String) }, problems: [] });
  });

  it('is refused by name where it is read', async () => {
    const told = await asked('mia', { query: '{ auditRecords { totalCount } }' });
    expect(at(told, 'errors.0.extensions.code')).toBe('FORBIDDEN');
    const own = await asked('gil', { query: '{ auditRecords(first: 500) { nodes { sequence target { tenant } } } }' });
    const nodes = at(own, 'data.auditRecords.nodes') as readonly { sequence: unknown; target: { tenant: unknown } }[];
    expect(nodes.length).toBeGreaterThan(0);
    expect(nodes.every(({ sequence, target }) => sequence === null && target.tenant === 'globex')).toBe(true);
  });
});
