import { createSign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppsDocument, ClusterDocument, CoverageDocument, createClient } from '../../sdk/src/sdk.ts';
import type { TenantryClient } from '../../sdk/src/sdk.ts';
import { createCertificateAuthority } from '../support/certificates.ts';
import { startControlPlane } from '../support/control-plane.ts';
import type { ControlPlane } from '../support/control-plane.ts';
import { startCountingProxy } from '../support/counting-proxy.ts';
import type { CountingProxy } from '../support/counting-proxy.ts';
import { startGatewayUnderTest } from '../support/gateway.ts';
import type { ClusterFile, GatewayUnderTest } from '../support/gateway.ts';
import { startGatewayProcess } from '../support/gateway-process.ts';
import { kubeconfigText } from '../support/kubeconfig.ts';
import { waitFor } from '../support/wait-for.ts';
import { deployment, environmentNamespace } from '../support/workloads.ts';
import { writeGatewayFiles } from './gateway-files.ts';
import { slowdown } from './latency.ts';

const namespace = 'acme-prod';
const minute = 60_000;

let eu: ControlPlane;
let us: ControlPlane;
let proxy: CountingProxy;

beforeAll(async () => {
  [eu, us] = await Promise.all([
    startControlPlane({ name: 'eu-1', version: '1.35', nodes: 1 }),
    startControlPlane({ name: 'us-1', version: '1.36', nodes: 1 }),
  ]);
  for (const cluster of [eu, us]) {
    await cluster.apply(
      environmentNamespace(namespace, 'acme', 'prod'),
      deployment({ namespace, name: `${cluster.name}-app`, replicas: 1 }),
    );
  }
  proxy = await startCountingProxy(us);
}, 3 * minute);
afterAll(async () => {
  await proxy?.stop();
  await Promise.all([eu?.stop(), us?.stop()]);
});

const statusOf = async (client: TenantryClient, name: string) =>
  (await client.query(ClusterDocument, { name })).cluster;
const coverageOf = async (client: TenantryClient) => (await client.query(CoverageDocument)).coverage;
const appsOf = async (client: TenantryClient) => {
  const { apps } = await client.query(AppsDocument, { filter: { tenants: ['acme'] } });
  return apps.nodes.map(({ name }) => name).sort();
};

describe('one of several clusters black-holed from the start', () => {
  it(
    'ready within 10 s with the gap named; the others answer as fast as without it; there once it answers',
    async ({ annotate }) => {
      const files = writeGatewayFiles([
        { name: 'eu-1', kubeconfig: eu.kubeconfigPath },
        { name: 'us-1', kubeconfig: proxy.kubeconfigPath },
        // Two that hang must not take twice as long as one.
        { name: 'us-2', kubeconfig: proxy.kubeconfigPath },
      ]);
      const alone = writeGatewayFiles([{ name: 'eu-1', kubeconfig: eu.kubeconfigPath }]);
      const open = proxy.inject({}, { kind: 'black-hole' });
      try {
        await using gateway = startGatewayProcess([], { ...files.env, LOG_LEVEL: 'warn' });
        await using other = startGatewayProcess([], { ...alone.env, LOG_LEVEL: 'warn' });
        const url = await gateway.url();
        const ready = new URL('/readyz', url);
        // The greeting comes when it listens and has waited 3 s for its clusters.
        const listening = performance.now();
        await waitFor('ready', async () => (await fetch(ready)).status === 200, { timeout: minute });
        const readyMs = performance.now() - listening;
        await annotate(`ready ${readyMs} ms after it listened`);
        expect(readyMs).toBeLessThan(10_000 - 3000);

        await using client = closing(createClient({ url }));
        await using control = closing(createClient({ url: await other.url() }));
        expect((await coverageOf(client)).gaps.map(({ cluster, reason }) => [cluster.name, reason])).toEqual([
          ['us-1', 'UNREACHABLE'],
          ['us-2', 'UNREACHABLE'],
        ]);
        expect(await appsOf(client)).toEqual(['eu-1-app']);

        const query = (to: TenantryClient) => () => to.query(AppsDocument, { filter: { clusters: ['eu-1'] } });
        const { times, measures } = await slowdown(query(client), query(control), 1.5);
        await annotate(JSON.stringify({ times, measures }));
        expect(times).toBeLessThan(1.5);

        open();
        await waitFor('us-1 is there', async () => (await appsOf(client)).includes('us-1-app'), { timeout: minute });
      } finally {
        open();
        files.remove();
        alone.remove();
      }
    },
    3 * minute,
  );
});

describe('clusters that cannot be served', () => {
  let running: GatewayUnderTest;
  const log: string[] = [];

  const add = (cluster: ClusterFile) =>
    writeFileSync(join(running.clustersFolder, `${cluster.name}.yaml`), JSON.stringify(cluster));
  const kubeconfig = (name: string, content: Parameters<typeof kubeconfigText>[0]) => {
    const path = join(us.folder, `${name}.kubeconfig`);
    writeFileSync(path, kubeconfigText(content), { mode: 0o600 });
    return path;
  };
  const settledAs = (name: string, status: string) =>
    waitFor(
      `${name} is ${status}`,
      async () => {
        const cluster = await statusOf(running.client, name);
        return cluster?.status === status ? cluster : undefined;
      },
      { timeout: minute },
    );
  const gapOf = async (name: string) =>
    (await coverageOf(running.client)).gaps.find(({ cluster }) => cluster.name === name);

  beforeAll(async () => {
    const write = (fields: object, message: string) => void log.push(`${message} ${JSON.stringify(fields)}`);
    running = await startGatewayUnderTest({
      clusters: [
        { name: 'eu-1', kubeconfig: eu.kubeconfigPath },
        { name: 'us-1', kubeconfig: us.kubeconfigPath },
      ],
      log: { debug: write, info: write, warn: write, error: write },
    });
  }, minute);
  afterAll(async () => await running?.close());

  it(
    'wrong CA: UNREACHABLE, in words about the certificate; not one request is sent',
    async () => {
      const stranger = await createCertificateAuthority('a stranger');
      proxy.forget();
      const user = { token: 'never-to-be-sent' };
      const certificateAuthority = stranger.certificate;
      add({
        name: 'wrong-ca',
        kubeconfig: kubeconfig('wrong-ca', { name: 'wrong-ca', server: proxy.url, certificateAuthority, user }),
      });
      const cluster = await settledAs('wrong-ca', 'UNREACHABLE');
      expect(cluster.statusMessage).toMatch(/certificate/i);
      expect(await gapOf('wrong-ca')).toMatchObject({ reason: 'UNREACHABLE', message: cluster.statusMessage });
      // It goes on to try, and never without verifying.
      await waitFor('more attempts', () => proxy.connections() >= 3, { timeout: minute });
      expect(proxy.requests).toEqual([]);
    },
    2 * minute,
  );

  it(
    'expired token: UNAUTHORIZED, in words about the credentials; nothing else is tried',
    async () => {
      const token = expiredToken(readFileSync(join(us.folder, 'service-accounts.key'), 'utf8'));
      const certificateAuthority = us.certificateAuthority;
      add({
        name: 'expired',
        kubeconfig: kubeconfig('expired', { name: 'expired', server: us.url, certificateAuthority, user: { token } }),
      });
      const cluster = await settledAs('expired', 'UNAUTHORIZED');
      expect(cluster.statusMessage).toMatch(/401|credential|token/i);
      expect(cluster.statusMessage).not.toContain(token);
      expect(await gapOf('expired')).toMatchObject({ reason: 'UNAUTHORIZED' });
      expect(log.join('\n')).not.toContain(token);
      // Whoever is refused is not told what an anonymous caller would be.
      const anonymous = us.auditEvents().filter(({ user }) => user.username === 'system:anonymous');
      expect(anonymous.filter(({ responseStatus }) => responseStatus?.code === 200)).toEqual([]);
    },
    2 * minute,
  );

  it(
    'one cluster under two names: the second is refused, in words that name both; its apps are shown once',
    async () => {
      add({ name: 'us-again', kubeconfig: us.kubeconfigPath });
      const cluster = await settledAs('us-again', 'DISABLED');
      expect(cluster.statusMessage).toMatch(/same cluster as us-1/);
      expect(cluster.statusMessage).toContain('us-again.yaml');
      expect(await gapOf('us-again')).toMatchObject({ reason: 'DISABLED' });
      expect(await appsOf(running.client)).toEqual(['eu-1-app', 'us-1-app']);
      expect(await statusOf(running.client, 'us-1')).toMatchObject({ status: 'READY' });
    },
    2 * minute,
  );

  it('leave the others alone', async () => {
    const gaps = (await coverageOf(running.client)).gaps.map(({ cluster }) => cluster.name);
    expect(gaps.sort()).toEqual(['expired', 'us-again', 'wrong-ca']);
  });
});

describe('an API server that asks to wait', () => {
  it(
    '429 with Retry-After: no request of that kind for that long, no relist, and then everything is right',
    async () => {
      const cluster = { name: 'us-1', kubeconfig: proxy.kubeconfigPath };
      await using running = await startGatewayUnderTest({ clusters: [cluster] });
      await waitFor('everything is covered', async () => (await coverageOf(running.client)).complete);
      const pods = { path: /^\/api\/v1\/pods$/ };
      proxy.forget();
      const takeBack = proxy.inject(pods, { kind: 'status', status: 429, headers: { 'retry-after': '4' } }, 1);
      const refused = proxy.next(pods);
      proxy.cutConnections();
      const first = await refused;
      const second = await proxy.next(pods);
      takeBack();
      expect(second.at - first.at).toBeGreaterThanOrEqual(4000);
      expect(second.query['resourceVersion']).toBe(first.query['resourceVersion']);
      await us.kubectl(['scale', 'deployment/us-1-app', '--replicas=2', '-n', namespace]);
      const ready = async () => {
        const { apps } = await running.client.query(AppsDocument, { filter: { names: ['us-1-app'] } });
        return apps.nodes[0]?.replicas.ready === 2 && (await coverageOf(running.client)).complete;
      };
      await waitFor('the new pod', ready, { timeout: minute });
      expect(proxy.count({ ...pods, watch: false })).toBe(0);
      expect(proxy.count({ ...pods, query: { sendInitialEvents: 'true' } })).toBe(0);
    },
    2 * minute,
  );
});

/** A token as the API server itself gives out, that was good until a minute ago. */
function expiredToken(key: string): string {
  const now = Math.floor(Date.now() / 1000);
  const issuer = 'https://kubernetes.default.svc';
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    iss: issuer,
    aud: [issuer],
    sub: 'system:serviceaccount:default:default',
    iat: now - 3600,
    nbf: now - 3600,
    exp: now - 60,
    'kubernetes.io': { namespace: 'default', serviceaccount: { name: 'default', uid: 'none' } },
  };
  const signed = `${part({ alg: 'ES256', typ: 'JWT' })}.${part(claims)}`;
  const signature = createSign('sha256').update(signed).sign({ key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

function closing(client: TenantryClient): TenantryClient & AsyncDisposable {
  return { ...client, [Symbol.asyncDispose]: () => client.close() };
}
