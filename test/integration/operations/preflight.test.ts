import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { AppKey } from '../../../src/domain/fleet/keys.ts';
import type { Preflight } from '../../../src/domain/operations/operation.ts';
import type { OperationOutcome } from '../../../src/domain/operations/operations.ts';
import type { CheckKind } from '../../../src/domain/operations/preflight.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import {
  admissionPolicy,
  deployment,
  environmentNamespace,
  images,
  resourceQuota,
  uniqueName,
} from '../../support/workloads.ts';
import type { WorkloadOptions } from '../../support/workloads.ts';
import { waitFor } from '../../support/wait-for.ts';
import { caller, operationOf, startOperations } from './operations-under-test.ts';
import type { OperationsUnderTest } from './operations-under-test.ts';

const [eu, us] = [sharedCluster('eu-1'), sharedCluster('us-1')];
const tenant = uniqueName('acme');
const plain = { dryRun: false, force: false } as const;
const namespaces: string[] = [];
let gateway: OperationsUnderTest;

beforeAll(async () => {
  gateway = await startOperations(eu, us);
});
afterAll(async () => {
  await gateway?.close();
  for (const cluster of [eu, us]) {
    await cluster.kubectl(['delete', 'namespace', '--wait=false', '--ignore-not-found', ...namespaces]);
  }
});

const inFleet = ({ fleet }: OperationsUnderTest, app: AppKey) => fleet.app(app, app.name, app.kind);

/** A healthy Deployment of two replicas in an environment of its own, in these clusters. */
async function running(
  clusters: readonly (typeof eu)[],
  options: Partial<WorkloadOptions> = {},
): Promise<{ readonly app: AppKey; readonly namespace: string }> {
  const environment = uniqueName('e').replaceAll('-', '');
  const namespace = `${tenant}-${environment}`;
  namespaces.push(namespace);
  const web = deployment({ namespace, name: 'web', replicas: 2, ...options });
  await Promise.all(
    clusters.map((cluster) => cluster.apply(environmentNamespace(namespace, tenant, environment), web)),
  );
  const app = { tenant, environment, name: 'web', kind: 'DEPLOYMENT' } as const;
  await waitFor('it is healthy', () => {
    const found = inFleet(gateway, app);
    return found?.instances.length === clusters.length && gateway.fleet.appHealth(found).status === 'HEALTHY';
  });
  return { app, namespace };
}

const deployOf = (app: AppKey, image: string, dryRun = true) =>
  ({ app, image, onFailure: 'LEAVE', dryRun, force: false }) as const;

function found(outcome: OperationOutcome): Preflight {
  const preflight =
    'plan' in outcome ? outcome.plan : 'operation' in outcome ? outcome.operation.plan : outcome.preflight;
  if (preflight === null || preflight === undefined) throw new Error(`no preflight: ${JSON.stringify(outcome)}`);
  return preflight;
}

const checkOf = ({ checks }: Preflight, wanted: CheckKind) => checks.filter(({ kind }) => kind === wanted);
const refused = ({ checks }: Preflight) =>
  checks.filter(({ outcome }) => outcome === 'REFUSED').map(({ kind }) => kind);

describe('preflight on a real control plane', () => {
  it('passes every check of a change that nothing is in the way of', async () => {
    const { app } = await running([eu, us]);
    const preflight = found(await gateway.operations.deploy(deployOf(app, images.better), caller));
    expect(preflight.verdict).toBe('ALLOWED');
    expect(preflight.checks.filter(({ outcome }) => outcome !== 'PASSED')).toEqual([]);
    expect(preflight.checks).toHaveLength(3 + 2 * 6);
  });

  it('tells at once of an owner, of an autoscaler and of a policy that refuse, and shows what would change', async () => {
    const { app, namespace } = await running([eu]);
    const tracking = `argocd.argoproj.io/tracking-id=shop:apps/Deployment:${namespace}/web`;
    await eu.kubectl(['annotate', 'deployment/web', tracking, '-n', namespace]);
    const policy = uniqueName('recalled');
    await eu.apply(
      {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { name: 'web', namespace },
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
          minReplicas: 1,
          maxReplicas: 5,
        },
      },
      ...admissionPolicy(policy, "object.kind == 'Pod' || object.spec.replicas < 4", 'four are too many'),
    );
    await eu.kubectl(['label', 'namespace', namespace, `tenantry.test/policy=${policy}`]);
    const asked = await waitFor('all is seen', async () => {
      const outcome = await gateway.operations.scale({ app, replicas: 4, ...plain, dryRun: true }, caller);
      return refused(found(outcome)).length === 3 && outcome;
    });
    expect(asked).toMatchObject({
      problems: [{ code: 'MANAGED_EXTERNALLY', message: expect.stringContaining('Argo') }],
    });
    const preflight = found(asked);
    expect(refused(preflight)).toEqual(['OWNERSHIP', 'AUTOSCALER', 'ADMISSION']);
    expect(checkOf(preflight, 'OWNERSHIP')[0]?.remedy).toContain('Argo CD');
    expect(checkOf(preflight, 'AUTOSCALER')[0]?.remedy).toContain('minReplicas');
    expect(checkOf(preflight, 'ADMISSION')[0]?.message).toContain('four are too many');
    const three = await gateway.operations.scale({ app, replicas: 3, ...plain }, caller);
    expect(refused(found(three))).toEqual(['OWNERSHIP', 'AUTOSCALER']);
    expect(found(three)).toMatchObject({ changes: [{ diff: expect.stringContaining('+  replicas: 3') }] });
    const forced = await gateway.operations.scale({ app, replicas: 3, dryRun: true, force: true }, caller);
    expect(found(forced)).toMatchObject({ verdict: 'ALLOWED', digest: found(three).digest });
    expect(checkOf(found(forced), 'OWNERSHIP')).toMatchObject([{ outcome: 'WARNED' }]);
    await eu.kubectl(['delete', 'validatingadmissionpolicy,validatingadmissionpolicybinding', policy]);
  });

  it('warns of a quota by the cluster’s own counts, and is right', async () => {
    const { app, namespace } = await running([eu]);
    await eu.apply(resourceQuota(namespace, { pods: '2' }));
    const [quota] = checkOf(
      await waitFor('the quota is counted', async () => {
        const preflight = found(await gateway.operations.deploy(deployOf(app, images.better), caller));
        return checkOf(preflight, 'QUOTA')[0]?.outcome === 'WARNED' && preflight;
      }),
      'QUOTA',
    );
    // 25 % of two: one more at a time, none less.
    expect(quota?.message).toMatch(/pods=1 more, and the quota \S+ has pods=0 left \(hard: pods=2\).* cannot begin/);
    expect(quota?.remedy).toContain('at least pods=3');
    const begun = operationOf(await gateway.operations.deploy(deployOf(app, images.better, false), caller));
    expect(begun.plan).toMatchObject({ verdict: 'ALLOWED', warnings: [{ code: 'QUOTA_EXCEEDED' }] });
    expect(await gateway.ended(begun.id)).toMatchObject({ state: 'FAILED', problem: { code: 'QUOTA_EXCEEDED' } });

    const down = found(await gateway.operations.scale({ app, replicas: 1, ...plain, dryRun: true }, caller));
    expect(checkOf(down, 'QUOTA')).toMatchObject([{ outcome: 'PASSED' }]);
    const up = found(await gateway.operations.scale({ app, replicas: 9, ...plain, dryRun: true }, caller));
    expect(checkOf(up, 'QUOTA')).toMatchObject([
      { outcome: 'WARNED', message: expect.stringContaining('also if nothing else were in the namespace') },
    ]);
  });

  it('goes on without the right to read quotas, and says that it cannot tell', async () => {
    const { app } = await running([eu]);
    const text = readFileSync(new URL('../../../docs/cluster-role.yaml', import.meta.url), 'utf8');
    const role = parseAllDocuments(text)[0]!.toJS() as {
      readonly rules: readonly { readonly resources: readonly string[] }[];
    };
    const rules = role.rules.filter(({ resources }) => !resources.includes('resourcequotas'));
    expect(rules).toHaveLength(role.rules.length - 1);
    const kubeconfigPath = await eu.serviceAccountKubeconfig(
      JSON.stringify({ ...role, metadata: { name: uniqueName('tenantry-without-quotas') }, rules }),
    );
    const without = await startOperations({ ...eu, kubeconfigPath });
    try {
      await waitFor('the app is seen', () => inFleet(without, app) !== undefined);
      const preflight = found(await without.operations.deploy(deployOf(app, images.better), caller));
      expect(preflight.verdict).toBe('ALLOWED');
      expect(checkOf(preflight, 'QUOTA')).toMatchObject([
        { outcome: 'UNKNOWN', remedy: expect.stringContaining('resourcequotas') },
      ]);
    } finally {
      await without.close();
    }
  });
});

describe('an operation that waited', () => {
  it('writes in no cluster where a target has moved in one since it was planned', async () => {
    const { app, namespace } = await running([eu, us], { podAnnotations: { 'tenantry.test/delay': '3s' } });
    const ahead = operationOf(await gateway.operations.deploy(deployOf(app, images.slow, false), caller));
    const waiting = operationOf(await gateway.operations.scale({ app, replicas: 3, ...plain }, caller));
    expect(waiting.state).toBe('PENDING');
    await us.kubectl(['scale', 'deployment/web', '--replicas=4', '-n', namespace]);
    expect(await gateway.ended(waiting.id)).toMatchObject({
      state: 'FAILED',
      problem: {
        code: 'CONFLICT',
        message: expect.stringContaining(`us-1/${namespace}/web: replicas is 4 now, and was 2 when this was planned`),
        clusterId: gateway.registry.byName('us-1')?.id,
      },
      steps: [{ state: 'FAILED' }, { state: 'FAILED' }],
    });
    for (const [cluster, replicas] of [
      [eu, 2],
      [us, 4],
    ] as const) {
      const { stdout } = await cluster.kubectl(['get', 'deployment/web', '-n', namespace, '-o', 'json']);
      expect(JSON.parse(stdout)).toMatchObject({
        metadata: { annotations: { 'tenantry.dev/operation': ahead.id } },
        spec: { replicas },
      });
    }
  });
});
