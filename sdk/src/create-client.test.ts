import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { AppsDocument, ViewerDocument } from './__generated__/documents.ts';
import { createClient } from './create-client.ts';
import { matchProblem, operationOf } from './action-result.ts';
import { paginate } from './paginate.ts';
import { startScriptedGateway } from './testing/scripted-gateway.ts';

const viewer = { name: 'ann', kind: 'USER', roles: ['developer'] };
const coverage = { complete: true, gaps: [] };

describe('query', () => {
  it('answers data, with the headers of the moment', async () => {
    const seen: unknown[] = [];
    await using gateway = await startScriptedGateway({
      Query: {
        viewer: (_root, _args, { headers }) => {
          seen.push(headers['authorization']);
          return viewer;
        },
      },
    });
    let calls = 0;
    const client = createClient({
      url: gateway.url,
      headers: async () => ({ authorization: `Bearer ${(calls += 1)}` }),
    });
    expect(await client.query(ViewerDocument)).toEqual({ viewer });
    await client.query(ViewerDocument);
    expect(seen).toEqual(['Bearer 1', 'Bearer 2']);
  });

  it('throws errors with their code and what came beside; `execute` answers both', async () => {
    await using gateway = await startScriptedGateway({
      Query: {
        app: () => {
          throw new GraphQLError('not everything can be seen', { extensions: { code: 'COVERAGE_INCOMPLETE' } });
        },
        viewer: () => viewer,
      },
    });
    const client = createClient({ url: gateway.url });
    const text = '{ viewer { name } app(tenant: "a", environment: "b", name: "c") { id } }';
    const data = { viewer: { name: 'ann' }, app: null };
    await expect(client.query<object, object>(text)).rejects.toMatchObject({
      name: 'TenantryError',
      code: 'COVERAGE_INCOMPLETE',
      message: 'not everything can be seen',
      data,
      errors: [{ path: ['app'] }],
    });
    expect(await client.execute<object, object>(text)).toMatchObject({ data, errors: [{ path: ['app'] }] });
  });

  it('says when nobody answers, when it takes too long, and when it is no gateway', async () => {
    const asked = (fetch: Parameters<typeof createClient>[0]['fetch'], timeoutMs = 10_000) =>
      createClient({ url: 'http://gateway/graphql', timeoutMs, ...(fetch === undefined ? {} : { fetch }) }).query(
        ViewerDocument,
      );
    const hanging = (_url: string, { signal }: { signal: AbortSignal }) =>
      new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    await expect(asked(() => Promise.reject(new TypeError('fetch failed')))).rejects.toMatchObject({ code: 'NETWORK' });
    await expect(asked(hanging, 1)).rejects.toMatchObject({ code: 'TIMEOUT' });
    await expect(asked(async () => ({ status: 502, text: async () => '<html>' }))).rejects.toMatchObject({
      code: 'BAD_RESPONSE',
      message: expect.stringContaining('502'),
    });
  });

  it('walks all pages', async () => {
    const names = ['a', 'b', 'c'];
    await using gateway = await startScriptedGateway({
      Query: {
        apps: (_root, { after }: { after: string | null }) => {
          const index = after === null ? 0 : Number(after);
          const node = { id: `${index}`, name: names[index], kind: 'DEPLOYMENT' };
          const filled = {
            ...node,
            environment: { id: 'e', name: 'prod', tenant: { id: 't', name: 'acme' } },
            replicas: { desired: 1, current: 1, updated: 1, ready: 1, available: 1 },
            health: { status: 'HEALTHY' },
            freshness: { stale: false },
          };
          const pageInfo = { hasNextPage: index < 2, endCursor: `${index + 1}`, hasPreviousPage: false };
          return { nodes: [filled], pageInfo, totalCount: 3, coverage };
        },
      },
    });
    const client = createClient({ url: gateway.url });
    const seen: string[] = [];
    for await (const app of paginate(
      async (after) => (await client.query(AppsDocument, { after: after ?? null })).apps,
    )) {
      seen.push(app.name);
    }
    expect(seen).toEqual(names);
  });
});

describe('a token', () => {
  async function seenWith(token: Parameters<typeof createClient>[0]['token'], calls: number): Promise<unknown[]> {
    const seen: unknown[] = [];
    await using gateway = await startScriptedGateway({
      Query: {
        viewer: (_root, _args, { headers }) => {
          seen.push(headers['authorization']);
          return viewer;
        },
      },
    });
    const headers = { authorization: 'Bearer other' };
    const client = createClient({ url: gateway.url, headers, ...(token === undefined ? {} : { token }) });
    for (let call = 0; call < calls; call += 1) await client.query(ViewerDocument);
    return seen;
  }

  it('is sent with each call; a function is asked each time', async () => {
    expect(await seenWith('tnt_a', 2)).toEqual(['Bearer tnt_a', 'Bearer tnt_a']);
    let calls = 0;
    expect(await seenWith(() => `tnt_${(calls += 1)}`, 2)).toEqual(['Bearer tnt_1', 'Bearer tnt_2']);
    expect(await seenWith(async () => 'tnt_later', 1)).toEqual(['Bearer tnt_later']);
    expect(await seenWith(undefined, 1)).toEqual(['Bearer other']);
  });

  it('that is refused is UNAUTHENTICATED', async () => {
    const errors = [{ message: 'Send Authorization', extensions: { code: 'UNAUTHENTICATED' } }];
    const fetch = async () => ({ status: 401, text: async () => JSON.stringify({ errors }) });
    const client = createClient({ url: 'http://gateway/graphql', token: 'tnt_old', fetch });
    await expect(client.query(ViewerDocument)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('actions', () => {
  const operation = {
    id: 'o',
    kind: 'SCALE',
    state: 'PENDING',
    actor: viewer,
    steps: [],
    createdAt: '2026-01-01T00:00:00Z',
  };
  const problem = { code: 'FROZEN', message: 'Changes are frozen.', retryable: true };

  async function scaled(payload: object) {
    await using gateway = await startScriptedGateway({ Mutation: { scaleApp: () => payload } });
    return await createClient({ url: gateway.url }).scaleApp({ app: 'a', replicas: 2, reason: null });
  }

  it('answer one of three', async () => {
    const started = await scaled({ operation, problems: [] });
    expect(started).toMatchObject({ kind: 'OPERATION', operation: { id: 'o', state: 'PENDING' } });
    expect(operationOf(started).id).toBe('o');
    const checks = [{ kind: 'QUOTA', outcome: 'WARNED', message: 'It is tight.', remedy: 'Raise the quota.' }];
    const plan = { verdict: 'ALLOWED', checks, digest: 'd', changes: [], warnings: [] };
    const planned = await scaled({ plan, problems: [] });
    expect(planned).toMatchObject({ kind: 'PLAN', plan: { digest: 'd', verdict: 'ALLOWED', checks } });
    const refused = await scaled({ problems: [problem] });
    expect(refused).toMatchObject({ kind: 'PROBLEMS', problems: [problem], preflight: null });
    const preflight = { verdict: 'REFUSED', checks, changes: [] };
    expect(await scaled({ problems: [problem], preflight })).toMatchObject({ kind: 'PROBLEMS', preflight });
    expect(() => operationOf(refused)).toThrow('Changes are frozen.');
  });

  it('tell problems of codes that are not known yet to the default branch', () => {
    const told = { ...problem, path: null, cluster: null };
    const handlers = { FROZEN: () => 'wait', otherwise: () => 'look' };
    expect(matchProblem({ ...told, code: 'FROZEN' }, handlers)).toBe('wait');
    expect(matchProblem({ ...told, code: '%future added value' }, handlers)).toBe('look');
  });
});
