import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { appId } from '../../../src/graphql/ids.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import { waitFor } from '../../support/wait-for.ts';
import { deployment, environmentNamespace, images, uniqueName } from '../../support/workloads.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

interface Answer {
  readonly data: {
    readonly payload?: {
      readonly operation: { readonly id: string } | null;
      readonly problems: readonly { readonly message: string }[];
    };
    readonly operation?: {
      readonly id: string;
      readonly state: string;
      readonly problem: { readonly message: string } | null;
    };
  };
}

const text = readFileSync(new URL('../../../docs/cluster-role.yaml', import.meta.url), 'utf8');
const role = parseAllDocuments(text)[0]!.toJS() as { readonly kind: string; readonly rules: readonly Rule[] };
const roleText = JSON.stringify({ ...role, metadata: { name: uniqueName('tenantry-role') } });

describe('docs/cluster-role.yaml', () => {
  const cluster = sharedCluster('eu-1');
  const tenant = uniqueName('rights');
  const namespace = `${tenant}-prod`;
  const app = { tenant, environment: 'prod', name: 'api', kind: 'DEPLOYMENT' } as const;
  let gateway: GatewayUnderTest;

  beforeAll(async () => {
    await cluster.apply(
      environmentNamespace(namespace, tenant, 'prod'),
      deployment({ namespace, name: 'api', image: images.good, replicas: 2 }),
    );
    const kubeconfig = await cluster.serviceAccountKubeconfig(roleText);
    gateway = await startGatewayUnderTest({ clusters: [{ name: 'eu-1', kubeconfig }] });
  });
  afterAll(async () => {
    await gateway.close();
    await cluster.kubectl(['delete', 'namespace', namespace, '--wait=false']);
  });

  async function ask(query: string, variables: object = {}, url = gateway.url): Promise<Answer> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  }

  /** Calls a mutation on the app, and answers how its operation ended. */
  async function act(call: string): Promise<string> {
    const { data } = await ask(`mutation ($app: ID!) { payload: ${call} { operation { id } problems { message } } }`, {
      app: appId(app),
    });
    expect(data.payload?.problems).toEqual([]);
    const id = data.payload?.operation?.id;
    let end = '';
    await waitFor(`${call} ends`, async () => {
      const { data: now } = await ask('query ($id: ID!) { operation(id: $id) { id state problem { message } } }', {
        id,
      });
      end = [now.operation?.state, now.operation?.problem?.message].join(' ').trim();
      return /^(SUCCEEDED|FAILED|CANCELLED)/.test(end);
    });
    return end;
  }

  it('has no verb on secrets, no wildcard, and nothing but reading and patching', () => {
    expect(role.kind).toBe('ClusterRole');
    for (const rule of role.rules) {
      expect([...rule.apiGroups, ...rule.resources, ...rule.verbs]).not.toContain('*');
      expect(rule.resources.filter((resource) => /secret|configmap|exec|token/.test(resource))).toEqual([]);
      expect(['get', 'list', 'patch', 'watch']).toEqual(expect.arrayContaining([...rule.verbs]));
    }
  });

  it('is enough for every kind', async () => {
    expect(
      await ask('{ coverage { complete } cluster(name: "eu-1") { status kinds { kind status message } } }'),
    ).toMatchObject({
      data: { coverage: { complete: true }, cluster: { status: 'READY' } },
    });
  });

  it('is enough to deploy, scale, restart and roll back', async () => {
    expect(await act(`deployApp(input: { app: $app, image: ${JSON.stringify(images.better)} })`)).toBe('SUCCEEDED');
    expect(await act('rollbackApp(input: { app: $app })')).toBe('SUCCEEDED');
    expect(await act('scaleApp(input: { app: $app, replicas: 3 })')).toBe('SUCCEEDED');
    expect(await act('restartApp(input: { app: $app })')).toBe('SUCCEEDED');
  });

  it('without its last rule is read-only, and says which right is missing', async () => {
    const kubeconfig = await cluster.serviceAccountKubeconfig(
      JSON.stringify({ ...role, metadata: { name: uniqueName('tenantry-reader') }, rules: role.rules.slice(0, -1) }),
    );
    await using reader = await startGatewayUnderTest({ clusters: [{ name: 'eu-1', kubeconfig }] });
    const answer = await ask(
      'mutation ($app: ID!) { payload: restartApp(input: { app: $app, dryRun: true }) { plan { digest } problems { code message } } }',
      { app: appId(app) },
      reader.url,
    );
    expect(answer).toMatchObject({
      data: {
        payload: { plan: null, problems: [{ code: 'FORBIDDEN', message: expect.stringContaining('patch') }] },
      },
    });
  });
});
