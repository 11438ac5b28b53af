import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashToken, newToken } from '../../../src/auth/caller-token.ts';
import { at } from '../../../src/graphql/testing/at.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import { waitFor } from '../../support/wait-for.ts';
import { environmentNamespace, statefulSet, uniqueName } from '../../support/workloads.ts';

// Two tenants in the same two clusters: environments, apps and pods have the same names, namespaces are the same in both clusters.
// Only images and labels tell what is whose.

const clusters = { 'same-eu': sharedCluster('eu-1'), 'same-us': sharedCluster('us-1') } as const;
const tenants = [uniqueName('one'), uniqueName('two')] as const;
const people = ['ann', 'bob', 'root'] as const;
const tokens = Object.fromEntries(people.map((name) => [name, newToken(randomBytes)]));
const imageOf = (cluster: string, tenant: string) => `registry.example.com/${tenant}/web:${cluster}`;

let gateway: GatewayUnderTest;
let folder: string;

beforeAll(async () => {
  for (const [cluster, plane] of Object.entries(clusters)) {
    await plane.apply(
      ...tenants.flatMap((tenant) => [
        environmentNamespace(tenant, tenant, 'prod'),
        statefulSet({ namespace: tenant, name: 'web', image: imageOf(cluster, tenant), replicas: 1 }),
      ]),
    );
  }
  folder = mkdtempSync(join(tmpdir(), 'tenantry-same-names-'));
  const file = (name: string, content: object) => {
    writeFileSync(join(folder, name), JSON.stringify(content), { mode: 0o600 });
    return join(folder, name);
  };
  const callers = people.map((name) => {
    const roles = [name === 'root' ? 'platform-administrator' : 'staff'];
    return { name, kind: 'USER', roles, tokenHash: hashToken(tokens[name] ?? '') };
  });
  const bindings = ['ann', 'bob'].map((name, index) => {
    return { role: 'developer', people: [name], where: { tenants: [tenants[index]] } };
  });
  gateway = await startGatewayUnderTest({
    clusters: Object.entries(clusters).map(([name, plane]) => ({ name, kubeconfig: plane.kubeconfigPath })),
    env: { TENANTRY_CALLERS: file('callers.yaml', { callers }), TENANTRY_ACCESS: file('access.yaml', { bindings }) },
    settleMs: 60_000,
  });
}, 180_000);

afterAll(async () => {
  await gateway?.close();
  rmSync(folder, { recursive: true, force: true });
  for (const plane of Object.values(clusters)) await plane.kubectl(['delete', 'namespace', '--wait=false', ...tenants]);
});

async function ask(person: (typeof people)[number], query: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${tokens[person]}`, 'content-type': 'application/json' };
  const answer = await fetch(gateway.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const told: unknown = await answer.json();
  if (at(told, 'errors') !== undefined) throw new Error(JSON.stringify(at(told, 'errors')));
  return told;
}

const app = (tenant: string) => `app(tenant: "${tenant}", environment: "prod", name: "web") { ...Web }`;
const web = `fragment Web on App {
  id environment { tenant { name } }
  instances { cluster { name } namespace image }
  pods(first: 10) { totalCount nodes { id name cluster { name } namespace containers { image } } }
  revisions(first: 10) { nodes { image operation { id } instances { cluster { name } } } }
  operations(first: 10) { totalCount nodes { id } }
}`;

interface Web {
  readonly id: string;
  readonly environment: { readonly tenant: { readonly name: string } };
  readonly instances: readonly { readonly cluster: { readonly name: string }; readonly image: string }[];
  readonly pods: {
    readonly nodes: readonly {
      readonly id: string;
      readonly name: string;
      readonly cluster: { readonly name: string };
      readonly containers: readonly { readonly image: string }[];
    }[];
  };
  readonly revisions: { readonly nodes: readonly { readonly image: string; readonly operation: unknown }[] };
  readonly operations: { readonly totalCount: number };
}

/** Whether all that an app shows is of that tenant, each in its cluster. */
function expectOwn(shown: Web, tenant: string): void {
  const names = Object.keys(clusters);
  const images = names.map((cluster) => imageOf(cluster, tenant));
  const instances = shown.instances.map(({ cluster, image }) => [cluster.name, image]);
  expect(instances.toSorted()).toEqual(names.map((cluster) => [cluster, imageOf(cluster, tenant)]));
  const pods = shown.pods.nodes.map(({ name, cluster, containers }) => [name, cluster.name, containers[0]?.image]);
  expect(pods.toSorted()).toEqual(names.map((cluster) => ['web-0', cluster, imageOf(cluster, tenant)]));
  expect(shown.revisions.nodes.map(({ image }) => image).toSorted()).toEqual(images);
  expect(shown.environment.tenant.name).toBe(tenant);
}

async function bothAsSeenBy(person: (typeof people)[number]): Promise<readonly (Web | null)[]> {
  const told = await ask(person, `{ a: ${app(tenants[0])} b: ${app(tenants[1])} } ${web}`);
  return [at(told, 'data.a'), at(told, 'data.b')] as readonly (Web | null)[];
}

describe('what has the same names in two tenants and two clusters', () => {
  it('is told apart in one request', async () => {
    const [a, b] = await waitFor('all four pods are there', async () => {
      const shown = await bothAsSeenBy('root');
      return shown.every((each) => each?.pods.nodes.length === 2) && shown;
    });
    if (!a || !b) throw new Error('somebody who sees everything sees both');
    expectOwn(a, tenants[0]);
    expectOwn(b, tenants[1]);
    const ids = [a, b].flatMap(({ id, pods }) => [id, ...pods.nodes.map((pod) => pod.id)]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is each one’s own, however the requests of both come one upon the other', async () => {
    const rounds = await Promise.all(
      Array.from({ length: 25 }, () => Promise.all([bothAsSeenBy('ann'), bothAsSeenBy('bob'), bothAsSeenBy('root')])),
    );
    for (const [[anns, none], [neither, bobs], all] of rounds) {
      expect([none, neither]).toEqual([null, null]);
      if (!anns || !bobs) throw new Error('each sees their own');
      expectOwn(anns, tenants[0]);
      expectOwn(bobs, tenants[1]);
      expect(all.map((each) => each?.environment.tenant.name)).toEqual(tenants);
    }
  });

  it('does not take an operation of one for the other’s, though both run the same template by then', async () => {
    const image = 'registry.example.com/shared/web:2';
    const [before] = await bothAsSeenBy('ann');
    const query = `mutation { deployApp(input: { app: "${before?.id}", image: "${image}" }) { operation { id } problems { message } } }`;
    const deployed = await ask('ann', query);
    const operation = at(deployed, 'data.deployApp.operation.id');
    expect(operation).toEqual(expect.any(String));
    for (const plane of Object.values(clusters)) {
      await plane.kubectl(['set', 'image', 'statefulset/web', `app=${image}`, '-n', tenants[1]]);
    }
    const operationsOf = (shown: Web | null | undefined) =>
      shown?.revisions.nodes.filter((revision) => revision.image === image).map((revision) => revision.operation);
    const [a, b] = await waitFor('both have the new revision', async () => {
      const shown = await bothAsSeenBy('root');
      return shown.every((each) => operationsOf(each)?.length === 1) && shown;
    });
    expect([operationsOf(a), operationsOf(b)]).toEqual([[{ id: operation }], [null]]);
    expect([a?.operations.totalCount, b?.operations.totalCount]).toEqual([1, 0]);
  });
});
