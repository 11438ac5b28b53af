import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startCountingProxy } from '../support/counting-proxy.ts';
import type { CountingProxy } from '../support/counting-proxy.ts';
import { expiredEvent } from '../support/proxy-faults.ts';
import { sharedCluster } from '../support/shared-clusters.ts';
import { waitFor } from '../support/wait-for.ts';
import { namespace, uniqueName } from '../support/workloads.ts';

describe('the counting proxy', () => {
  const cluster = sharedCluster('eu-1');
  const own = uniqueName('proxied');
  let proxy: CountingProxy;

  beforeAll(async () => {
    proxy = await startCountingProxy(cluster);
    await cluster.apply(namespace(own));
  });
  beforeEach(() => proxy.forget());
  afterAll(async () => {
    await proxy.stop();
    await cluster.kubectl(['delete', 'namespace', own, '--wait=false']);
  });

  const kubectl = async (...args: string[]) => await cluster.kubectl(['--kubeconfig', proxy.kubeconfigPath, ...args]);
  const watchPath = `/api/v1/namespaces?watch=true&fieldSelector=metadata.name=${own}`;

  /** Follows a watch through the proxy: the lines so far, and how it ended. */
  const follow = () => {
    const { clusters } = JSON.parse(readFileSync(proxy.kubeconfigPath, 'utf8')) as {
      clusters: { cluster: { 'certificate-authority-data': string } }[];
    };
    const ca = Buffer.from(clusters[0]?.cluster['certificate-authority-data'] ?? '', 'base64');
    const seen = { text: '', end: undefined as string | undefined };
    const outgoing = get(new URL(watchPath, proxy.url), { ca, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', (chunk: string) => (seen.text += chunk));
      response.on('end', () => (seen.end ??= 'complete'));
      response.on('error', (error: NodeJS.ErrnoException) => (seen.end ??= error.code));
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => (seen.end ??= error.code));
    return { seen, close: () => outgoing.destroy() };
  };
  const touch = async () =>
    await cluster.kubectl(['annotate', 'namespace', own, `at=${uniqueName('now')}`, '--overwrite']);

  it('passes everything on and records it', async () => {
    const { stdout } = await kubectl('get', 'namespace', own, '-o', 'name');
    expect(stdout.trim()).toBe(`namespace/${own}`);
    await kubectl(
      'patch',
      'namespace',
      own,
      '--type=json',
      '-p',
      '[{"op":"add","path":"/metadata/labels/a","value":"b"}]',
    );
    expect(proxy.count({ method: 'GET', path: `/api/v1/namespaces/${own}` })).toBeGreaterThanOrEqual(1);
    const [patch] = proxy.requests.filter(({ method }) => method === 'PATCH');
    expect(patch).toMatchObject({
      path: `/api/v1/namespaces/${own}`,
      contentType: 'application/json-patch+json',
      query: { fieldManager: 'kubectl-patch' },
      watch: false,
    });
    expect(patch?.body).toContain('"op":"add"');
    expect(proxy.connections()).toBe(2);
  });

  it('keeps the rights of a service account', async () => {
    const role = uniqueName('nothing');
    const clusterRole = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: role },
      rules: [],
    };
    const kubeconfigPath = await cluster.serviceAccountKubeconfig(JSON.stringify(clusterRole));
    const limited = await startCountingProxy(cluster, { kubeconfigPath });
    const { stderr } = await cluster.kubectl(['--kubeconfig', limited.kubeconfigPath, 'get', 'pods', '-n', own]);
    await limited.stop();
    expect(stderr).toContain('User "system:serviceaccount:default:reader-');
    await cluster.kubectl(['delete', 'clusterrole', role]);
  });

  it('answers in place of the API server as often as told', async () => {
    const pattern = { method: 'GET', path: /\/namespaces\/[^/]+$/ };
    const headers = { 'retry-after': '1' };
    proxy.inject(pattern, { kind: 'status', status: 429, headers }, 1);
    const { code } = await kubectl('get', 'namespace', own);
    // kubectl comes back after the second that it was told.
    expect(code).toBe(0);
    const [first, second] = proxy.requests.filter(({ path }) => pattern.path.test(path));
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(900);
  });

  it('redirects, cuts, delays and swallows requests until the rule is taken back', async () => {
    const pattern = { path: `/api/v1/namespaces/${own}` };
    for (const [fault, message] of [
      [{ kind: 'redirect', location: 'https://127.0.0.1:9/elsewhere' }, '127.0.0.1:9'],
      [{ kind: 'cut' }, /EOF|reset/],
      [{ kind: 'black-hole' }, /timeout|Timeout|deadline/],
      [{ kind: 'delay', milliseconds: 5_000 }, /timeout|Timeout|deadline/],
    ] as const) {
      const release = proxy.inject(pattern, fault);
      const { stderr } = await kubectl('get', 'namespace', own, '--request-timeout=1s');
      expect(stderr).toMatch(message);
      release();
    }
    expect((await kubectl('get', 'namespace', own)).code).toBe(0);
  });

  it('truncates a watch in the middle of an event', async () => {
    proxy.inject({ watch: true }, { kind: 'truncate', events: 1 }, 1);
    const { seen } = follow();
    await waitFor('the first event', () => seen.text.includes('\n'));
    await touch();
    await waitFor('the end', () => seen.end);
    expect(seen.end).toBe('complete');
    const [first, half] = seen.text.split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({ type: 'ADDED' });
    expect(half).toMatch(/^\{"type":"MODIFIED".*[^}]$/);
  });

  it('resets a watch after so many events', async () => {
    proxy.inject({ watch: true }, { kind: 'cut-after', events: 1 }, 1);
    const { seen } = follow();
    await waitFor('the end', () => seen.end);
    expect(seen.end).toBe('ECONNRESET');
    expect(seen.text).toContain('"ADDED"');
  });

  it('inserts lines into a watch that goes on', async () => {
    proxy.inject({ watch: true }, { kind: 'insert', events: 1, line: expiredEvent }, 1);
    const { seen, close } = follow();
    await waitFor('the inserted line', () => seen.text.includes('too old resource version'));
    await touch();
    await waitFor('the event behind it', () => seen.text.includes('"MODIFIED"'));
    expect(
      seen.text
        .split('\n')
        .slice(0, 3)
        .map((line) => (JSON.parse(line) as { type: string }).type),
    ).toEqual(['ADDED', 'ERROR', 'MODIFIED']);
    expect(seen.end).toBeUndefined();
    close();
  });

  it('stalls what is open without closing it, then delivers what was held back', async () => {
    const { seen, close } = follow();
    await waitFor('the first event', () => seen.text.includes('ADDED'));
    const release = proxy.stall();
    const before = seen.text;
    await touch();
    const during = await kubectl('get', 'namespace', own, '--request-timeout=1s');
    expect(during.code).not.toBe(0);
    expect(seen).toEqual({ text: before, end: undefined });
    release();
    await waitFor('the event that was held back', () => seen.text.includes('MODIFIED'));
    close();
  });

  it('resets all open connections at once', async () => {
    const { seen } = follow();
    await waitFor('the first event', () => seen.text.includes('ADDED'));
    proxy.cutConnections();
    await waitFor('the reset', () => seen.end);
    expect(seen.end).toBe('ECONNRESET');
  });
});
