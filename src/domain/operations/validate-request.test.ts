import { describe, expect, it } from 'vitest';
import type { EnvChange } from './operations.ts';
import { cancelMistakes, requestMistakes } from './validate-request.ts';
import type { WorkRequest } from './work-request.ts';

const app = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;
const common = { app, dryRun: false, force: false } as const;
const pathsOf = (request: WorkRequest) => requestMistakes(request).map(({ path }) => path?.slice(1).join('.'));
const deploy = (more: object): WorkRequest => ({ kind: 'DEPLOY', onFailure: 'LEAVE', ...common, ...more });
const env = (change: object) => deploy({ containers: [{ name: 'web', env: [change as EnvChange] }] });

describe('what is wrong with a request by itself', () => {
  it('is nothing for a sound one', () => {
    expect(
      pathsOf(deploy({ image: 'web:1', deadlineSeconds: 60, idempotencyKey: 'k', reason: 'r', clusters: ['eu'] })),
    ).toEqual([]);
    expect(pathsOf({ kind: 'SCALE', replicas: 0, ...common })).toEqual([]);
    expect(pathsOf({ kind: 'ROLLBACK', toRevision: 3, ...common })).toEqual([]);
  });

  it('is told all at once', () => {
    const request = deploy({
      image: '',
      deadlineSeconds: 1.5,
      idempotencyKey: '',
      reason: 'x'.repeat(1001),
      clusters: [],
    });
    expect(pathsOf(request)).toEqual(['deadlineSeconds', 'idempotencyKey', 'reason', 'clusters', 'image']);
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 31])('is replicas of %d', (replicas) => {
    expect(pathsOf({ kind: 'SCALE', replicas, ...common })).toEqual(['replicas']);
  });

  it('is a key or a reason of too many characters, also in a request to cancel', () => {
    const wrong = { idempotencyKey: 'k'.repeat(256), reason: 'r'.repeat(1001) };
    const paths = ['idempotencyKey', 'reason'];
    expect(pathsOf({ kind: 'RESTART', ...common, ...wrong })).toEqual(paths);
    expect(cancelMistakes({ operationId: 'one', ...wrong }).map(({ path }) => path?.at(-1))).toEqual(paths);
    expect(cancelMistakes({ operationId: 'one', idempotencyKey: 'k', reason: 'r' })).toEqual([]);
  });

  it('is a deploy of nothing', () => {
    expect(pathsOf(deploy({}))).toEqual(['']);
    expect(pathsOf(deploy({ containers: [{ name: 'web', env: [], requests: {} }] }))).toEqual(['']);
  });

  it('is a rollback to two things, or to revision 0', () => {
    expect(pathsOf({ kind: 'ROLLBACK', toRevision: 0, ...common })).toEqual(['toRevision']);
    expect(pathsOf({ kind: 'ROLLBACK', toRevision: 1, templateDigest: 'd', ...common })).toEqual(['toRevision']);
  });

  it.each([
    [{ name: 'A' }, 'containers.0.env.0'],
    [{ name: 'A', value: 'x', remove: true }, 'containers.0.env.0'],
    [{ name: 'A', remove: false }, 'containers.0.env.0'],
    [{ name: 'A=B', value: 'x' }, 'containers.0.env.0.name'],
    [{ name: '', value: 'x' }, 'containers.0.env.0.name'],
    [{ name: 'A', secret: { name: 'Not A Name', key: 'k' } }, 'containers.0.env.0.secret.name'],
    [{ name: 'A', secret: { name: 'db', key: 'a/b' } }, 'containers.0.env.0.secret.key'],
  ])('is the variable %j', (change, path) => {
    expect(pathsOf(env(change))).toEqual([path]);
  });

  it('is anything that is said twice, and resources that are none', () => {
    expect(
      pathsOf(
        deploy({
          containers: [
            { name: 'web', image: 'a' },
            { name: 'web', image: 'b' },
          ],
        }),
      ),
    ).toEqual(['containers.1.name']);
    const twice = [
      { name: 'A', value: '1' },
      { name: 'A', remove: true },
    ];
    expect(pathsOf(deploy({ containers: [{ name: 'web', env: twice }] }))).toEqual(['containers.0.env.1.name']);
    expect(pathsOf(deploy({ containers: [{ name: 'web', requests: { cpu: -1, memory: 0.5 } }] }))).toEqual([
      'containers.0.requests.cpu',
      'containers.0.requests.memory',
    ]);
  });
});
