import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../domain/operations/operation.ts';
import { appId, operationId, revisionId, tenantId } from '../../ids.ts';
import { at } from '../../testing/at.ts';
import { operationOf } from '../../testing/memory-operations.ts';
import { GraphUnderTest } from '../../testing/graph-under-test.ts';

const app = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;

/** Calls a mutation; answers its payload and what the domain was asked for. */
async function call(name: string, input: object, known: readonly Operation[] = []) {
  const graph = new GraphUnderTest();
  for (const operation of known) graph.operations.put(operation);
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`;
  const data = await graph.data(
    `mutation ($input: ${type}) { payload: ${name}(input: $input) { operation { id } plan { digest } problems { code message path retryable cluster { id } } } }`,
    { input },
  );
  const payload = at(data, 'payload');
  const { records } = graph.auditLog;
  return { payload, problems: at(payload, 'problems'), requests: graph.operations.requests, records };
}

describe('mutations', () => {
  it('hand over what was asked, with the defaults', async () => {
    const { payload, requests } = await call('deployApp', { app: appId(app), image: 'web:2' });
    expect(payload).toEqual({ operation: { id: operationId('made') }, plan: null, problems: [] });
    expect(requests).toEqual([['deploy', { app, image: 'web:2', dryRun: false, force: false, onFailure: 'LEAVE' }]]);
  });

  it('take an explicit null for absent', async () => {
    const nothing = { clusters: null, force: null, dryRun: null, idempotencyKey: null, reason: null };
    const id = appId(app);
    const asked = [
      await call('deployApp', {
        app: id,
        image: null,
        containers: null,
        deadlineSeconds: null,
        onFailure: null,
        ...nothing,
      }),
      await call('scaleApp', { app: id, replicas: 0, ...nothing }),
      await call('rollbackApp', { app: id, revision: null, toRevision: null, deadlineSeconds: null, ...nothing }),
      await call('restartApp', { app: id, ...nothing }),
      await call('pauseRollout', { app: id, clusters: null, dryRun: null, idempotencyKey: null, reason: null }),
      await call('resumeRollout', { app: id, clusters: null, dryRun: null, idempotencyKey: null, reason: null }),
      await call('cancelOperation', { operation: operationId('one'), idempotencyKey: null, reason: null }),
    ];
    expect(asked.flatMap(({ requests }) => requests)).toStrictEqual([
      ['deploy', { app, dryRun: false, force: false, onFailure: 'LEAVE' }],
      ['scale', { app, replicas: 0, dryRun: false, force: false }],
      ['rollback', { app, dryRun: false, force: false }],
      ['restart', { app, dryRun: false, force: false }],
      ['pause', { app, dryRun: false }],
      ['resume', { app, dryRun: false }],
      ['cancel', { operationId: 'one' }],
    ]);
  });

  it.each([
    ['deployApp', 'app', {}],
    ['scaleApp', 'app', { replicas: 1 }],
    ['rollbackApp', 'app', {}],
    ['restartApp', 'app', {}],
    ['pauseRollout', 'app', {}],
    ['resumeRollout', 'app', {}],
    ['cancelOperation', 'operation', {}],
  ])('%s tells an id from nowhere and an id of something else', async (name, field, rest) => {
    const nowhere = await call(name, { [field]: 'nonsense', ...rest });
    const other = await call(name, { [field]: tenantId('acme'), ...rest });
    const problem = { path: ['input', field], retryable: false, cluster: null };
    expect(nowhere.problems).toEqual([{ ...problem, code: 'NOT_FOUND', message: `No ${field} has this id.` }]);
    expect(other.problems).toEqual([
      { ...problem, code: 'INVALID', message: `This is the id of a tenant; give that of an ${field}.` },
    ]);
    expect([...nowhere.requests, ...other.requests]).toEqual([]);
  });

  const app4 = { tenant: 'acme', environment: 'prod', app: 'web', kind: 'DEPLOYMENT' } as const;

  it.each([
    ['deployApp', {}],
    ['scaleApp', { replicas: 1 }],
    ['rollbackApp', {}],
    ['restartApp', {}],
    ['pauseRollout', {}],
    ['resumeRollout', {}],
  ])('%s leaves one record of who tried what from where, also where the id is none', async (action, rest) => {
    const origin = { requestId: 'request-1', address: '127.0.0.1', credential: 'ann' };
    const who = { actor: { name: 'ann', kind: 'USER' }, ...origin, action, reason: 'because' };
    const done = await call(action, { app: appId(app), reason: 'because', ...rest });
    expect(done.records).toMatchObject([
      { ...who, target: { type: 'APP', id: null, ...app4 }, dryRun: false, outcome: 'ACCEPTED', operationId: 'made' },
    ]);
    const wrong = await call(action, { app: tenantId('acme'), reason: 'because', dryRun: true, ...rest });
    expect(wrong.records).toMatchObject([
      { ...who, target: null, dryRun: true, outcome: 'REFUSED', problems: [{ code: 'INVALID' }], operationId: null },
    ]);
    expect(wrong.requests).toEqual([]);
  });

  it('cancelOperation leaves one record that names the operation, and its app where that is known', async () => {
    const none = { tenant: null, environment: null, app: null, kind: null };
    const unknown = await call('cancelOperation', { operation: operationId('one') });
    expect(unknown.records).toMatchObject([
      { action: 'cancelOperation', target: { type: 'OPERATION', id: 'one', ...none } },
    ]);
    const known = await call('cancelOperation', { operation: operationId('one') }, [operationOf('one')]);
    expect(known.records).toMatchObject([{ target: { type: 'OPERATION', id: 'one', ...app4 }, outcome: 'ACCEPTED' }]);
    const wrong = await call('cancelOperation', { operation: 'nonsense' });
    expect(wrong.records).toMatchObject([{ target: null, outcome: 'REFUSED', problems: [{ code: 'NOT_FOUND' }] }]);
  });

  it('that cannot be recorded are refused', async () => {
    const graph = new GraphUnderTest();
    graph.auditLog.away = true;
    const data = await graph.data(
      `mutation ($app: ID!) { deployApp(input: { app: $app, dryRun: true }) { plan { digest } operation { id } problems { code retryable } } }`,
      { app: appId(app) },
    );
    const problems = [{ code: 'UNAVAILABLE', retryable: true }];
    expect(at(data, 'deployApp')).toEqual({ plan: null, operation: null, problems });
  });

  it('read changes of variables: exactly one of three', async () => {
    const deploy = (env: object[]) => call('deployApp', { app: appId(app), containers: [{ name: 'web', env }] });
    const secret = { name: 'keys', key: 'a' };
    const { requests } = await deploy([
      { name: 'A', value: '' },
      { name: 'B', secret, value: null, remove: false },
      { name: 'C', remove: true },
    ]);
    expect(requests[0]?.[1]).toMatchObject({
      containers: [
        {
          name: 'web',
          env: [
            { name: 'A', value: '' },
            { name: 'B', secret },
            { name: 'C', remove: true },
          ],
        },
      ],
    });
    for (const wrong of [{ name: 'A' }, { name: 'A', value: '1', remove: true }, { name: 'A', remove: false }]) {
      const { problems, requests: none } = await deploy([{ name: 'OK', value: '1' }, wrong]);
      expect(problems).toMatchObject([{ code: 'INVALID', path: ['input', 'containers', '0', 'env', '1'] }]);
      expect(none).toEqual([]);
    }
  });

  it('roll back to a revision of the same app only', async () => {
    const own = await call('rollbackApp', { app: appId(app), revision: revisionId(app, 'digest') });
    expect(own.requests).toEqual([['rollback', { app, templateDigest: 'digest', dryRun: false, force: false }]]);
    const foreign = await call('rollbackApp', {
      app: appId(app),
      revision: revisionId({ ...app, environment: 'dev' }, 'digest'),
    });
    expect(foreign.problems).toMatchObject([{ code: 'INVALID', path: ['input', 'revision'] }]);
    expect(foreign.requests).toEqual([]);
  });
});
