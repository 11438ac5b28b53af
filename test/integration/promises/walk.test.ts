import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typedDocument } from '../../../sdk/src/sdk.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import { waitFor } from '../../support/wait-for.ts';
import { deployment, environmentNamespace, namespace, uniqueName } from '../../support/workloads.ts';

// The keyset promise as its users meet it: over HTTP, on a cluster where things come, go and change between two pages. The same
// promise with any interleaving is a property of the fleet's own lists; see src/domain/fleet/fleet-walk.test.ts.

const cluster = sharedCluster('us-1');
const tenant = uniqueName('walk');
const home = `${tenant}-prod`;
const staying = Array.from({ length: 9 }, (_, index) => `stays-${index}`);
const coming = Array.from({ length: 6 }, (_, index) => `comes-${index}`);

let running: GatewayUnderTest;

beforeAll(async () => {
  await cluster.apply(
    environmentNamespace(home, tenant, 'prod'),
    // Some whose restarts rise all the time.
    ...staying.map((name, index) =>
      deployment({
        namespace: home,
        name,
        replicas: index % 2,
        ...(index < 4 && { lifecycle: 'crash-loop', podAnnotations: { 'tenantry.test/delay': '1s' } }),
      }),
    ),
    ...staying.map((name) => environmentNamespace(`${tenant}-${name}`, tenant, name)),
  );
  running = await startGatewayUnderTest({
    clusters: [{ name: 'us', kubeconfig: cluster.kubeconfigPath }],
    settleMs: 60_000,
  });
  await waitFor('all that stays is seen', async () => {
    const [apps, environments] = [await page('NAME ASC', 500, null), await page('ENVIRONMENTS', 500, null)];
    return apps.names.length === staying.length && environments.names.length === staying.length + 1;
  });
}, 120_000);

afterAll(async () => {
  await running?.close();
  const { stdout } = await cluster.kubectl(['get', 'namespaces', '-o', 'name']);
  const mine = stdout.split('\n').filter((line) => line.startsWith(`namespace/${tenant}-`));
  await cluster.kubectl(['delete', '--wait=false', ...mine]);
});

interface Page {
  readonly names: readonly string[];
  readonly next: string | null;
}
interface Connection {
  readonly nodes: readonly { readonly name: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const appsDocument = typedDocument<{ list: Connection }, object>(`
  query ($tenant: String!, $field: AppOrderField!, $direction: OrderDirection!, $first: Int!, $after: String) {
    list: apps(
      filter: { tenants: [$tenant], environments: ["prod"] }
      orderBy: { field: $field, direction: $direction }
      first: $first
      after: $after
    ) { nodes { name } pageInfo { hasNextPage endCursor } }
  }
`);
const environmentsDocument = typedDocument<{ list: Connection }, object>(`
  query ($tenant: String!, $first: Int!, $after: String) {
    list: environments(filter: { tenants: [$tenant] }, first: $first, after: $after) {
      nodes { name } pageInfo { hasNextPage endCursor }
    }
  }
`);

async function page(list: string, first: number, after: string | null): Promise<Page> {
  const [field, direction] = list.split(' ');
  const { list: found } =
    list === 'ENVIRONMENTS'
      ? await running.client.query(environmentsDocument, { tenant, first, after })
      : await running.client.query(appsDocument, { tenant, field, direction, first, after });
  const { hasNextPage, endCursor } = found.pageInfo;
  return { names: found.nodes.map(({ name }) => name), next: hasNextPage ? endCursor : null };
}

const deployments = `/apis/apps/v1/namespaces/${home}/deployments`;
const changes: Readonly<Record<string, (which: number) => Promise<unknown>>> = {
  come: (which) =>
    cluster.request('POST', deployments, {
      body: deployment({ namespace: home, name: coming[which % coming.length] ?? '', replicas: which % 2 }),
    }),
  go: (which) => cluster.request('DELETE', `${deployments}/${coming[which % coming.length]}`),
  health: (which) =>
    cluster.request('PATCH', `${deployments}/${staying[which % staying.length]}`, {
      body: { spec: { replicas: which % 3 === 0 ? 1 : 0 } },
      contentType: 'application/merge-patch+json',
    }),
  update: (which) =>
    cluster.request('PATCH', `${deployments}/${staying[which % staying.length]}`, {
      body: { spec: { template: { metadata: { annotations: { changed: String(which) } } } } },
      contentType: 'application/merge-patch+json',
    }),
  environment: (which) => cluster.apply(namespace(`${tenant}-new-${which}`, environmentLabels(`new-${which}`))),
};

function environmentLabels(environment: string): Record<string, string> {
  return { 'tenantry.dev/tenant': tenant, 'tenantry.dev/environment': environment };
}

const change = fc.record({ type: fc.constantFrom(...Object.keys(changes)), which: fc.nat(99) });
const plan = fc.record({
  size: fc.integer({ min: 1, max: 4 }),
  churn: fc.array(fc.array(change, { maxLength: 3 }), { minLength: 20, maxLength: 20 }),
});

describe('a walk over a live fleet', () => {
  it.each(['NAME ASC', 'NAME DESC', 'HEALTH ASC', 'HEALTH DESC', 'RESTARTS DESC', 'UPDATED_AT ASC', 'ENVIRONMENTS'])(
    'by %s shows exactly once what is there during the whole of it',
    { timeout: 180_000 },
    async (list) => {
      const promise = fc.asyncProperty(plan, async ({ size, churn }) => {
        const seen: string[] = [];
        let after: string | null = null;
        for (const between of churn) {
          const { names, next }: Page = await page(list, size, after);
          seen.push(...names);
          after = next;
          if (after === null) break;
          await Promise.all(between.map(({ type, which }) => changes[type]?.(which)));
        }
        // What a churn of twenty pages cannot finish is read to its end in peace.
        while (after !== null) {
          const { names, next }: Page = await page(list, 50, after);
          seen.push(...names);
          after = next;
        }
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.filter((name) => staying.includes(name)).toSorted()).toEqual(staying);
      });
      await fc.assert(promise, { numRuns: 5, endOnFailure: true });
    },
  );
});
