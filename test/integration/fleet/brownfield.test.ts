import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationOf, typedDocument } from '../../../sdk/src/sdk.ts';
import type { GraphqlError, schema, TenantryClient } from '../../../sdk/src/sdk.ts';
import { startControlPlane } from '../../support/control-plane.ts';
import type { ControlPlane } from '../../support/control-plane.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import { waitFor } from '../../support/wait-for.ts';
import {
  deployment,
  environmentNamespace,
  images,
  namespace,
  statefulSet,
  uniqueName,
} from '../../support/workloads.ts';

// Three clusters that ran things before Tenantry came: `labelled` has labels of its own, `named` has names with a pattern, and
// `bare` has nothing that tells.

const labelled = sharedCluster('eu-1');
const bare = sharedCluster('us-1');
let named: ControlPlane;
let running: GatewayUnderTest;
let client: TenantryClient;

/** A tenant with hyphens in its name. */
const corp = uniqueName('big-corp');
/** What the labelled cluster must not hold. */
const foreign = uniqueName('foreign');
const ns = {
  labelledProd: uniqueName('shop'),
  labelledOwn: uniqueName('own-labels'),
  halfLabelled: uniqueName('half'),
  foreign: uniqueName('claimed'),
  hidden: uniqueName('secret'),
  assigned: uniqueName('payments'),
  bare: uniqueName('just-there'),
};

beforeAll(async () => {
  named = await startControlPlane({ name: 'named', version: '1.36', nodes: 1 });
  const app = 'app.kubernetes.io/name';
  const inShop = (name: string, label: string) => ({ namespace: ns.labelledProd, name, labels: { [app]: label } });
  await Promise.all([
    labelled.apply(
      namespace(ns.labelledProd, { customer: corp, environment: 'prod' }),
      deployment({ ...inShop('api', 'api'), replicas: 1 }),
      deployment({ ...inShop('storefront-v7', 'storefront'), replicas: 1 }),
      deployment({ ...inShop('web-blue', 'web'), replicas: 0 }),
      deployment({ ...inShop('web-green', 'web'), replicas: 0 }),
      deployment({ ...inShop('cache', 'cache'), replicas: 0 }),
      statefulSet({ ...inShop('cache-store', 'cache'), replicas: 0 }),
      namespace(ns.labelledOwn, {
        customer: 'nobody',
        environment: 'prod',
        'tenantry.dev/tenant': corp,
        'tenantry.dev/environment': 'dev',
      }),
      namespace(ns.halfLabelled, { customer: corp }),
      namespace(ns.foreign, { customer: foreign, environment: 'prod' }),
      namespace(ns.hidden, { customer: corp, environment: 'hidden' }),
    ),
    named.apply(
      namespace(`${corp}-prod`),
      deployment({ namespace: `${corp}-prod`, name: 'api', image: images.better, replicas: 2 }),
      namespace(`${corp}-staging`),
      namespace(`${corp}-qa`),
      namespace('cert-manager'),
      deployment({ namespace: 'cert-manager', name: 'cert-manager', replicas: 1 }),
      namespace(ns.assigned),
      deployment({ namespace: ns.assigned, name: 'ledger', replicas: 1 }),
      namespace('kube-flannel', { customer: corp, environment: 'prod' }),
    ),
    bare.apply(
      // Labels that mean something elsewhere mean nothing where the cluster's file does not say so.
      namespace(ns.bare, { customer: corp, environment: 'prod' }),
      deployment({ namespace: ns.bare, name: 'api', replicas: 1, labels: { [app]: 'something-else' } }),
    ),
  ]);
  running = await startGatewayUnderTest({
    clusters: [
      {
        name: 'labelled',
        kubeconfig: labelled.kubeconfigPath,
        tenants: [corp],
        adopt: {
          labels: { tenant: 'customer', environment: 'environment', app },
          hide: ['kube-*', 'secret-*'],
        },
      },
      {
        name: 'named',
        kubeconfig: named.kubeconfigPath,
        adopt: {
          assign: { [ns.assigned]: `${corp}/dev` },
          namespaces: '{tenant}-{environment}',
          environments: ['dev', 'staging', 'prod'],
        },
      },
      { name: 'bare', kubeconfig: bare.kubeconfigPath },
    ],
    settleMs: 60_000,
  });
  ({ client } = running);
}, 180_000);

afterAll(async () => {
  await running?.close();
  await named?.stop();
  const mine = [ns.labelledProd, ns.labelledOwn, ns.halfLabelled, ns.foreign, ns.hidden];
  await labelled.kubectl(['delete', 'namespace', '--wait=false', ...mine]);
  await bare.kubectl(['delete', 'namespace', '--wait=false', ns.bare]);
});

type Environment = Pick<schema.Environment, 'name' | 'tenant' | 'placements' | 'apps'>;
const environmentsDocument = typedDocument<
  { environments: { nodes: readonly Environment[] }; tenant: { name: string } | null; coverage: { complete: boolean } },
  { tenant: string }
>(`
  query ($tenant: String!) {
    coverage { complete }
    tenant(name: $tenant) { name }
    environments(filter: { tenants: [$tenant] }, first: 500) {
      nodes { name tenant { name } placements { cluster { name } namespace } apps { nodes { name kind } } }
    }
  }
`);

/** The environments of a tenant: where each is placed, and what runs there. */
async function environmentsOf(tenant: string): Promise<Record<string, { at: string[]; apps: string[] }>> {
  const { environments, coverage } = await client.query(environmentsDocument, { tenant });
  expect(coverage.complete).toBe(true);
  return Object.fromEntries(
    environments.nodes.map((environment) => [
      environment.name,
      {
        at: environment.placements.map(({ cluster, namespace }) => `${cluster.name}/${namespace}`).toSorted(),
        apps: environment.apps.nodes.map(({ name, kind }) => `${kind} ${name}`).toSorted(),
      },
    ]),
  );
}

type App = Pick<schema.App, 'id' | 'name' | 'kind' | 'image' | 'health' | 'replicas' | 'instances'>;
interface AppVariables {
  readonly tenant: string;
  readonly environment: string;
  readonly name: string;
  readonly kind?: 'DEPLOYMENT' | 'STATEFUL_SET' | null;
}
const appDocument = typedDocument<{ app: App | null }, AppVariables>(`
  query ($tenant: String!, $environment: String!, $name: String!, $kind: WorkloadKind) {
    app(tenant: $tenant, environment: $environment, name: $name, kind: $kind) {
      id name kind image health { status } replicas { desired }
      instances { cluster { name } namespace name kind image replicas { desired } health { status } }
    }
  }
`);

async function appOf(variables: AppVariables): Promise<App> {
  const { app } = await client.query(appDocument, variables);
  if (app === null) throw new Error(`${variables.name} is not shown`);
  return app;
}

describe('a cluster with labels of its own', () => {
  it('shows its customers as tenants, beside what other clusters hold of them', async () => {
    const environments = await environmentsOf(corp);
    expect(environments['prod']?.at).toEqual([`labelled/${ns.labelledProd}`, `named/${corp}-prod`]);
    expect(Object.keys(environments).toSorted()).toEqual(['dev', 'prod', 'staging']);
  });

  it("believes Tenantry's own labels before the mapped ones", async () => {
    expect((await environmentsOf(corp))['dev']?.at).toContain(`labelled/${ns.labelledOwn}`);
    expect(await environmentsOf('nobody')).toEqual({});
  });

  it('does not take half a claim, nor one for a tenant that the cluster may not hold', async () => {
    const { tenant } = await client.query(environmentsDocument, { tenant: foreign });
    expect(tenant).toBeNull();
    const unassigned = await environmentsOf('unassigned');
    expect(unassigned[`labelled.${ns.foreign}`]?.at).toEqual([`labelled/${ns.foreign}`]);
    expect(unassigned[`labelled.${ns.halfLabelled}`]?.at).toEqual([`labelled/${ns.halfLabelled}`]);
  });

  it('keeps hidden what is to be hidden, whatever it claims', async () => {
    const all = [...Object.values(await environmentsOf(corp)), ...Object.values(await environmentsOf('unassigned'))];
    const places = all.flatMap(({ at }) => at);
    expect(places.filter((place) => place.includes(ns.hidden) || /\/kube-/.test(place))).toEqual([]);
    expect(places).toContain('labelled/default');
  });

  it('names apps by the mapped label; two of a kind with one label go by their own names', async () => {
    expect((await environmentsOf(corp))['prod']?.apps).toEqual([
      'DEPLOYMENT api',
      'DEPLOYMENT cache',
      'DEPLOYMENT storefront',
      'DEPLOYMENT web-blue',
      'DEPLOYMENT web-green',
      'STATEFUL_SET cache',
    ]);
    const storefront = await appOf({ tenant: corp, environment: 'prod', name: 'storefront' });
    expect(storefront.instances.map(({ name }) => name)).toEqual(['storefront-v7']);
  });

  it('two kinds with one name: AMBIGUOUS, until the kind is said', async () => {
    const cache = { tenant: corp, environment: 'prod', name: 'cache' };
    const { data, errors } = await client.execute(appDocument, cache);
    expect(data).toEqual({ app: null });
    const [error] = errors as readonly GraphqlError[];
    expect(error).toMatchObject({ path: ['app'], extensions: { code: 'AMBIGUOUS' } });
    expect(error?.message).toMatch(/DEPLOYMENT.*STATEFUL_SET.*kind|kind.*DEPLOYMENT.*STATEFUL_SET/);
    const [one, other] = [
      await appOf({ ...cache, kind: 'DEPLOYMENT' }),
      await appOf({ ...cache, kind: 'STATEFUL_SET' }),
    ];
    expect([one.instances[0]?.name, other.instances[0]?.name]).toEqual(['cache', 'cache-store']);
    expect(one.id).not.toBe(other.id);
  });
});

describe('a cluster with names {tenant}-{environment}', () => {
  it('reads tenants with hyphens, and only the environments that are listed', async () => {
    const environments = await environmentsOf(corp);
    expect(environments['staging']).toEqual({ at: [`named/${corp}-staging`], apps: [] });
    expect(environments['qa']).toBeUndefined();
    expect((await environmentsOf('unassigned'))[`named.${corp}-qa`]).toEqual({ at: [`named/${corp}-qa`], apps: [] });
  });

  it('knows that cert-manager is no tenant cert', async () => {
    expect(await environmentsOf('cert')).toEqual({});
    expect((await environmentsOf('unassigned'))['named.cert-manager']).toEqual({
      at: ['named/cert-manager'],
      apps: ['DEPLOYMENT cert-manager'],
    });
  });

  it('puts what is assigned where it was assigned', async () => {
    const dev = (await environmentsOf(corp))['dev'];
    expect(dev).toEqual({
      at: [`labelled/${ns.labelledOwn}`, `named/${ns.assigned}`],
      apps: ['DEPLOYMENT ledger'],
    });
  });
});

describe('a cluster with nothing at all', () => {
  it('shows each namespace as an environment of its own of the tenant unassigned', async () => {
    const unassigned = await environmentsOf('unassigned');
    expect(unassigned[`bare.${ns.bare}`]).toEqual({ at: [`bare/${ns.bare}`], apps: ['DEPLOYMENT api'] });
    expect((await environmentsOf(corp))['prod']?.at).not.toContain(`bare/${ns.bare}`);
  });

  it("never makes one of two clusters' default", async () => {
    const unassigned = await environmentsOf('unassigned');
    for (const cluster of ['bare', 'labelled', 'named']) {
      expect(unassigned[`${cluster}.default`]?.at).toEqual([`${cluster}/default`]);
    }
    expect(unassigned['default']).toBeUndefined();
  });

  it('can be acted on as it is', async () => {
    const variables = { tenant: 'unassigned', environment: `bare.${ns.bare}`, name: 'api' };
    const { id } = await appOf(variables);
    const operation = operationOf(await client.deployApp({ app: id, image: images.better }));
    const ended = await client.waitForOperation(operation.id, { timeoutMs: 60_000 });
    expect(ended.state).toBe('SUCCEEDED');
    expect(await appOf(variables)).toMatchObject({ id, image: images.better, health: { status: 'HEALTHY' } });
  });
});

describe('an app whose instances disagree', () => {
  it('has no image of its own, and each instance shows its own', async () => {
    const variables = { tenant: corp, environment: 'prod', name: 'api' };
    const app = await waitFor('both instances are healthy', async () => {
      const found = await appOf(variables);
      return found.health.status === 'HEALTHY' ? found : null;
    });
    expect(app.image).toBeNull();
    expect(app.replicas.desired).toBe(3);
    expect(app.instances).toMatchObject([
      { cluster: { name: 'labelled' }, namespace: ns.labelledProd, image: images.good, replicas: { desired: 1 } },
      { cluster: { name: 'named' }, namespace: `${corp}-prod`, image: images.better, replicas: { desired: 2 } },
    ]);
  });

  it('agrees once it was deployed to both', async () => {
    const variables = { tenant: corp, environment: 'prod', name: 'api' };
    const { id } = await appOf(variables);
    const operation = operationOf(await client.deployApp({ app: id, image: images.good }));
    const ended = await client.waitForOperation(operation.id, { timeoutMs: 60_000 });
    expect([ended.state, ended.steps.length]).toEqual(['SUCCEEDED', 2]);
    expect(await appOf(variables)).toMatchObject({ id, image: images.good });
  });
});

describe('a namespace that is labelled later', () => {
  it('moves with its apps to the environment that it claims, and back', async () => {
    const [home, tenant] = [uniqueName('moving'), uniqueName('mover')];
    await bare.apply(namespace(home), deployment({ namespace: home, name: 'web', replicas: 1 }));
    const unassigned = { at: [`bare/${home}`], apps: ['DEPLOYMENT web'] };
    const seen = async (of: string, environment: string) => (await environmentsOf(of))[environment];
    await waitFor('it is unassigned', async () => {
      expect(await seen('unassigned', `bare.${home}`)).toEqual(unassigned);
      return true;
    });
    await bare.apply(environmentNamespace(home, tenant, 'prod'));
    await waitFor('it is where it claims to be', async () => (await seen(tenant, 'prod')) !== undefined);
    expect(await environmentsOf(tenant)).toEqual({ prod: unassigned });
    expect(await seen('unassigned', `bare.${home}`)).toBeUndefined();
    await bare.kubectl(['label', 'namespace', home, 'tenantry.dev/tenant-']);
    await waitFor('it is unassigned again', async () => (await seen('unassigned', `bare.${home}`)) !== undefined);
    expect(await seen('unassigned', `bare.${home}`)).toEqual(unassigned);
    expect(await environmentsOf(tenant)).toEqual({});
    await bare.kubectl(['delete', 'namespace', '--wait=false', home]);
  });
});
