import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDemo } from './demo/load-demo.ts';
import type { DemoCluster } from './demo/load-demo.ts';
import { startSimulatedFleet } from './start-simulated-fleet.ts';
import type { SimulatedFleet } from './start-simulated-fleet.ts';
import { simulate } from './simulation.fixture.ts';

const directory = fileURLToPath(new URL('../../clusters/demo', import.meta.url));

describe('the demo fleet', () => {
  let fleet: SimulatedFleet;
  let demo: readonly DemoCluster[];
  beforeAll(async () => {
    demo = await loadDemo(directory);
    fleet = await startSimulatedFleet({ directory });
  }, 60_000);
  afterAll(() => fleet.close());

  it('is three clusters in three regions, each behind a token of its own', async () => {
    expect(fleet.clusters.map(({ name, labels }) => [name, labels['region']])).toEqual([
      ['demo-ap', 'ap'],
      ['demo-eu', 'eu'],
      ['demo-us', 'us'],
    ]);
    expect(new Set(fleet.clusters.map(({ token }) => token)).size).toBe(3);
    for (const { url, token } of fleet.clusters) {
      const response = await fetch(`${url}/api/v1/nodes`, { headers: { authorization: `Bearer ${token ?? ''}` } });
      expect(response.status).toBe(200);
    }
  });

  it('holds some 40 apps of four tenants in dev, staging and prod, in namespaces that say so', () => {
    const apps = new Set<string>();
    const environments = new Set<string>();
    const tenants = new Set<string>();
    for (const { store, adopt } of fleet.clusters) {
      const mapped = (adopt as { readonly labels?: Readonly<Record<string, string>> } | undefined)?.labels;
      const keys = {
        tenant: mapped?.['tenant'] ?? 'tenantry.dev/tenant',
        environment: mapped?.['environment'] ?? 'tenantry.dev/environment',
      };
      for (const { metadata } of store.list('namespaces')) {
        const tenant = metadata.labels?.[keys.tenant];
        if (tenant === undefined) continue;
        tenants.add(tenant);
        environments.add(metadata.labels?.[keys.environment] ?? '');
        const workloads = (['deployments', 'statefulsets', 'daemonsets'] as const).flatMap((resource) =>
          store.list(resource, metadata.name).map((workload) => workload.metadata.name),
        );
        for (const name of workloads) apps.add(`${metadata.name}/${name}`);
      }
    }
    expect([...tenants].sort()).toEqual(['acme', 'globex', 'initech', 'umbrella']);
    expect([...environments].sort()).toEqual(['dev', 'prod', 'staging']);
    expect(apps.size).toBeGreaterThanOrEqual(35);
    expect(apps.size).toBeLessThanOrEqual(50);
  });

  it('shows what the product is for: a crash loop, a pause, Argo CD, autoscalers, history', () => {
    const all = <T>(read: (cluster: SimulatedFleet['clusters'][number]) => readonly T[]) =>
      fleet.clusters.flatMap(read);
    const crashing = all(({ store }) => store.list('pods'))
      .flatMap(({ status }) => status.containerStatuses ?? [])
      .filter(({ restartCount }) => restartCount > 0);
    expect(crashing.map(({ lastState }) => lastState.terminated?.message)).toEqual([
      expect.stringContaining('migration 0042_split_ledger'),
    ]);
    const deployments = all(({ store }) => store.list('deployments'));
    const paused = deployments.filter(({ spec }) => spec.paused === true);
    expect(paused.map(({ metadata }) => metadata.name)).toEqual(['checkout', 'checkout']);
    expect(paused.every(({ status }) => status.updatedReplicas !== status.replicas)).toBe(true);
    expect(
      deployments.filter(({ metadata }) => metadata.annotations?.['argocd.argoproj.io/tracking-id'] !== undefined),
    ).toHaveLength(2);
    expect(all(({ store }) => store.list('horizontalpodautoscalers')).length).toBeGreaterThanOrEqual(2);
    const revisions = deployments.map(({ metadata }) =>
      Number(metadata.annotations?.['deployment.kubernetes.io/revision']),
    );
    expect(Math.max(...revisions)).toBe(4);
  });

  it('is healthy but for that', () => {
    const wrong = fleet.clusters.flatMap(({ store }) =>
      store
        .list('pods')
        .filter(({ status }) => !(status.containerStatuses ?? [{ ready: false }]).every(({ ready }) => ready)),
    );
    expect(wrong.map(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'])).toEqual(['ledger']);
  });

  it('loses one cluster now and then, never in the first three minutes', () => {
    const outages = demo.flatMap(({ definition }) => definition.outages);
    expect(outages.length).toBeGreaterThan(0);
    expect(Math.min(...outages.map(({ firstAfter }) => firstAfter))).toBeGreaterThan(180);
    expect(demo.filter(({ definition }) => definition.outages.length > 0)).toHaveLength(1);
  });

  it('is at rest but for what crashes', () => {
    for (const { definition } of demo) {
      const simulation = simulate(definition);
      const changed = new Set<string>();
      simulation.store.subscribe(({ resource, object }) => {
        if (resource !== 'events')
          changed.add(`${resource} ${object.metadata.name.replace(/-[a-z0-9]+-[a-z0-9]+$/, '')}`);
      });
      simulation.pass(600);
      expect([...changed]).toEqual(definition.name === 'demo-eu' ? ['pods ledger'] : []);
      expect(simulation.failures).toEqual([]);
    }
    // Three clusters live through their past: seconds where the machine has other things to do.
  }, 60_000);
});

it('names the file and every mistake where one is wrong', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tenantry-demo-'));
  try {
    await writeFile(
      join(folder, 'one.yaml'),
      'name: One\nnodes: { count: 0, cpu: "1", memory: 1Gi, zones: [a] }\ncolour: red\n',
    );
    const failure = await loadDemo(folder).catch((error: unknown) => String(error));
    expect(failure).toContain('one.yaml is not what a simulated fleet is made of:');
    expect(failure).toContain("/ must have required property 'kubernetesVersion'");
    expect(failure).toContain('/ must NOT have additional properties (colour)');
    expect(failure).toContain('/nodes/count must be >= 1');
    expect(failure).toContain('/name must match pattern');
  } finally {
    await rm(folder, { recursive: true });
  }
});
