import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../../../domain/fleet/testing/memory-cluster.ts';
import type { Preflight } from '../../../domain/operations/operation.ts';
import type { OperationOutcome } from '../../../domain/operations/operations.ts';
import { appId } from '../../ids.ts';
import { at } from '../../testing/at.ts';
import { GraphUnderTest } from '../../testing/graph-under-test.ts';
import { operationOf } from '../../testing/memory-operations.ts';

const app = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;
const query = `mutation ($app: ID!) {
  payload: deployApp(input: { app: $app }) {
    operation { id } plan { verdict checks { kind } } problems { code }
    preflight { verdict digest checks { kind outcome cluster { name } message remedy } changes { action diff } }
  }
}`;

async function answered(outcome: OperationOutcome) {
  const graph = new GraphUnderTest(new MemoryCluster('eu-1'));
  Reflect.set(graph.operations, 'deploy', () => Promise.resolve(outcome));
  return at(await graph.data(query, { app: appId(app) }), 'payload');
}

const object = { clusterId: 'id-eu-1', apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'a', name: 'web' };
const found: Preflight = {
  verdict: 'REFUSED',
  checks: [
    { kind: 'FREEZE', outcome: 'REFUSED', clusterId: null, message: 'Frozen.', remedy: 'Wait.' },
    {
      kind: 'ADMISSION',
      outcome: 'REFUSED',
      clusterId: 'id-eu-1',
      message: 'denied: password=hunter2',
      remedy: null,
    },
  ],
  changes: [{ object, action: 'UPDATE', diff: '-a\n+b\n' }],
  digest: null,
};
const shown = {
  verdict: 'REFUSED',
  digest: null,
  checks: [
    { kind: 'FREEZE', outcome: 'REFUSED', cluster: null, message: 'Frozen.', remedy: 'Wait.' },
    {
      kind: 'ADMISSION',
      outcome: 'REFUSED',
      cluster: { name: 'eu-1' },
      message: 'denied: password=<redacted>',
      remedy: null,
    },
  ],
  changes: [{ action: 'UPDATE', diff: '-a\n+b\n' }],
};

describe('what was found before', () => {
  it('is told beside the problems, cluster by cluster, without what looks like a secret', async () => {
    const problems = [{ code: 'FROZEN', message: 'Frozen.', retryable: false, path: null, clusterId: null }] as const;
    expect(await answered({ problems, preflight: found })).toEqual({
      operation: null,
      plan: null,
      problems: [{ code: 'FROZEN' }],
      preflight: shown,
    });
    expect(await answered({ problems })).toMatchObject({ problems: [{ code: 'FROZEN' }], preflight: null });
  });

  it('is that of the plan, and of the operation’s plan', async () => {
    const plan = { ...found, verdict: 'ALLOWED', digest: 'd', warnings: [] } as const;
    const preflight = { ...shown, verdict: 'ALLOWED', digest: 'd' };
    expect(await answered({ plan })).toMatchObject({ plan: { verdict: 'ALLOWED', checks: [{}, {}] }, preflight });
    expect(await answered({ operation: operationOf('one', { plan }) })).toMatchObject({ plan: null, preflight });
    expect(await answered({ operation: operationOf('one') })).toMatchObject({ plan: null, preflight: null });
  });
});
