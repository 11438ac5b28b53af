import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppDocument, CoverageDocument, OperationDocument, operationOf } from '../../sdk/src/sdk.ts';
import { startControlPlane } from '../support/control-plane.ts';
import type { ControlPlane } from '../support/control-plane.ts';
import { startGatewayUnderTest } from '../support/gateway.ts';
import type { GatewayUnderTest } from '../support/gateway.ts';
import { waitFor } from '../support/wait-for.ts';
import { environmentNamespace, images, workloadOf } from '../support/workloads.ts';
import type { WorkloadKind } from '../support/workloads.ts';
import { record } from './recording.ts';

const namespace = 'acme-prod';
const minute = 60_000;
const kinds: readonly WorkloadKind[] = ['Deployment', 'StatefulSet', 'DaemonSet'];

describe('an API server killed in mid-rollout, then back', () => {
  let own: ControlPlane;
  let running: GatewayUnderTest;

  const find = async (name: string) => {
    const { app } = await running.client.query(AppDocument, { tenant: 'acme', environment: 'prod', name });
    if (app === null) throw new Error(`there is no app ${name}`);
    return app;
  };
  const gaps = async () => (await running.client.query(CoverageDocument)).coverage.gaps;

  beforeAll(async () => {
    own = await startControlPlane({ name: 'eu-1', version: '1.36', nodes: 3 });
    // Direct, not through a proxy: resets, then refused connections.
    await own.apply(
      environmentNamespace(namespace, 'acme', 'prod'),
      ...kinds.map((kind) =>
        workloadOf(kind, {
          namespace,
          name: kind.toLowerCase(),
          replicas: 3,
          podAnnotations: { 'tenantry.test/delay': '4s' },
        }),
      ),
    );
    running = await startGatewayUnderTest({ clusters: [{ name: 'eu-1', kubeconfig: own.kubeconfigPath }] });
    for (const kind of kinds) {
      const healthy = async () => (await find(kind.toLowerCase())).health.status === 'HEALTHY';
      await waitFor(`${kind} is healthy`, healthy, { timeout: minute });
    }
  }, 4 * minute);
  afterAll(async () => {
    await running?.close();
    await own?.stop();
  });

  it(
    'leaves a gap, then each operation succeeds, with one rollout and not two',
    async ({ annotate }) => {
      const begun = await Promise.all(
        kinds.map(async (kind) => {
          const { id } = await find(kind.toLowerCase());
          const operation = operationOf(await running.client.deployApp({ app: id, image: images.slow })).id;
          const stream = record(running.client.watchRollout({ app: id, untilDone: true }));
          await stream.first(
            'new pods, not all of them',
            ({ rollout: { phase, replicas } }) =>
              phase === 'PROGRESSING' && replicas.updated > 0 && replicas.available < 6,
          );
          return { kind, operation, stream };
        }),
      );
      await own.kill();
      const killedAt = Date.now();
      const gap = await waitFor('the gap', async () => (await gaps())[0], { timeout: minute });
      expect(gap).toMatchObject({ cluster: { name: 'eu-1' }, reason: 'UNREACHABLE' });
      await annotate(`the gap was named ${Date.parse(gap.since) - killedAt} ms after the kill`);
      expect(Date.parse(gap.since) - killedAt).toBeLessThan(15_000);
      for (const { stream, operation } of begun) {
        await stream.first('word of the outage', ({ rollout }) => rollout.freshness.stale);
        const { operation: present } = await running.client.query(OperationDocument, { id: operation });
        expect(present?.state).toBe('RUNNING');
      }

      await own.startApiServer();
      for (const { kind, stream, operation } of begun) {
        const resource = `${kind.toLowerCase()}/${kind.toLowerCase()}`;
        // Where kubectl does not see the end either, it is not the gateway that lags.
        const status = await own.kubectl(['rollout', 'status', resource, '-n', namespace, '--timeout=90s']);
        const shown = await own.kubectl(['get', 'pods,rs,deploy,sts,ds', '-o', 'wide', '-n', namespace]);
        expect(status.code, `${status.stderr}\n${shown.stdout}`).toBe(0);
        expect(await running.client.waitForOperation(operation, { timeoutMs: 20_000 })).toMatchObject({
          state: 'SUCCEEDED',
          problem: null,
        });
        const phases = (await stream.end).map(({ rollout }) => rollout.phase);
        expect(phases.filter((phase) => phase === 'SUCCEEDED' || phase === 'FAILED')).toEqual(['SUCCEEDED']);
        const { stdout } = await own.kubectl(['rollout', 'history', resource, '-n', namespace]);
        expect(stdout.match(/^\d+/gm)).toEqual(['1', '2']);
        expect(await find(kind.toLowerCase())).toMatchObject({
          image: images.slow,
          health: { status: 'HEALTHY' },
          freshness: { stale: false },
        });
      }
      expect(await gaps()).toEqual([]);
    },
    5 * minute,
  );
});
