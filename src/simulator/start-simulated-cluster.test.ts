import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../lib/clock.ts';
import { startSimulatedCluster } from './start-simulated-cluster.ts';
import type { SimulatedCluster, SimulatedClusterOptions } from './start-simulated-cluster.ts';
import { definition, noon, workload } from './simulation.fixture.ts';
import { createWarmUpClock } from './store/warm-up-clock.ts';
import { systemClock } from '../lib/clock.ts';

const open: SimulatedCluster[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((cluster) => cluster.close()));
});

async function start(
  options: SimulatedClusterOptions = {},
  more: Parameters<typeof definition>[1] = {},
): Promise<SimulatedCluster> {
  const crash = {
    name: 'crash',
    images: ['*:bad'],
    ready: null,
    crash: { after: 2, exitCode: 1, message: 'no such table' },
    log: { every: 1, lines: ['connecting'] },
  };
  const log = { name: 'log', images: ['web:1'], log: { every: 60, lines: ['one', 'two {n}'] } };
  const workloads = [
    workload('Deployment', 2, { deployedHoursAgo: 1 }),
    workload('Deployment', 1, { name: 'bad', containers: [{ name: 'web', image: 'web:bad' }], deployedHoursAgo: 1 }),
  ];
  const cluster = await startSimulatedCluster(definition(workloads, { lifecycles: [crash, log], ...more }), options);
  open.push(cluster);
  return cluster;
}

async function ask(cluster: SimulatedCluster, path: string, init: RequestInit = {}) {
  const response = await fetch(`${cluster.url}${path}`, init);
  const text = await response.text();
  return { status: response.status, text, json: text.startsWith('{') ? JSON.parse(text) : undefined };
}

async function firstPod(cluster: SimulatedCluster, name = 'web'): Promise<string> {
  const { json } = await ask(
    cluster,
    `/api/v1/namespaces/acme-prod/pods?labelSelector=app.kubernetes.io/name%3D${name}`,
  );
  return json.items[0].metadata.name;
}

describe('a simulated cluster', () => {
  it('asks for its token, but not for its version and health', async () => {
    const cluster = await start({ token: 'secret' });
    expect(await ask(cluster, '/api/v1/pods')).toMatchObject({ status: 401, json: { reason: 'Unauthorized' } });
    const wrong = { headers: { authorization: 'Bearer other' } };
    expect((await ask(cluster, '/apis/apps/v1/deployments', wrong)).status).toBe(401);
    expect((await ask(cluster, '/api/v1/pods', { headers: { authorization: 'Bearer secret' } })).status).toBe(200);
    expect((await ask(cluster, '/readyz')).text).toBe('ok');
    expect((await ask(cluster, '/version')).json).toMatchObject({ major: '1', minor: '35', gitVersion: 'v1.35.4' });
  });

  it.each<[string, string, RequestInit]>([
    ['a kind of real clusters', '/api/v1/services', {}],
    ['a kind of real clusters in a namespace', '/api/v1/namespaces/acme-prod/secrets', {}],
    ['a group of real clusters', '/apis/batch/v1/jobs', {}],
    ['an option', '/api/v1/pods?shardSelector=x', {}],
    ['a path', '/openapi/v3', {}],
    ['a deletion', '/api/v1/namespaces/acme-prod/pods/x', { method: 'DELETE' }],
    ['a creation', '/apis/apps/v1/namespaces/acme-prod/deployments', { method: 'POST', body: '{}' }],
    [
      'another patch type',
      '/apis/apps/v1/namespaces/acme-prod/deployments/web',
      { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' }, body: '{}' },
    ],
    [
      'a patch of a pod',
      '/api/v1/namespaces/acme-prod/pods/x',
      { method: 'PATCH', headers: { 'content-type': 'application/json-patch+json' }, body: '[]' },
    ],
    [
      'a patch of a field that it does not know',
      '/apis/apps/v1/namespaces/acme-prod/deployments/web',
      {
        method: 'PATCH',
        headers: { 'content-type': 'application/json-patch+json' },
        body: '[{"op":"add","path":"/metadata/finalizers","value":[]}]',
      },
    ],
  ])('says of %s that it does not implement it', async (_name, path, init) => {
    const answer = await ask(await start(), path, init);
    expect(answer).toMatchObject({
      status: 501,
      json: { kind: 'Status', status: 'Failure', reason: 'NotImplemented', code: 501 },
    });
    expect(answer.json.message).toMatch(/^The simulated cluster does not implement .+ Use a real cluster for that\.$/);
  });

  it('serves the log of a container, its tail, with times, and that of one that crashed', async () => {
    const cluster = await start();
    const path = `/api/v1/namespaces/acme-prod/pods/${await firstPod(cluster)}/log`;
    const all = (await ask(cluster, path)).text.split('\n');
    expect(all[0]).toBe('one');
    expect(all[1]).toMatch(/^two \d+$/);
    expect((await ask(cluster, `${path}?tailLines=2&timestamps=true`)).text).toMatch(
      /^(\d{4}-\d\d-\d\dT[\d:.]+Z (one|two \d+)\n){2}$/,
    );
    const crashed = `/api/v1/namespaces/acme-prod/pods/${await firstPod(cluster, 'bad')}/log?previous=true`;
    expect((await ask(cluster, crashed)).text).toMatch(/^(connecting\n)+no such table\n$/);
    expect((await ask(cluster, `${path}?container=nope`)).json.message).toMatch(
      /^container nope is not valid for pod web-/,
    );
  });

  it('follows a log until the reader leaves', async () => {
    const clock = createWarmUpClock(systemClock, noon);
    const cluster = await start({ clock });
    const abort = new AbortController();
    const path = `/api/v1/namespaces/acme-prod/pods/${await firstPod(cluster)}/log?follow=true&tailLines=0`;
    const response = await fetch(`${cluster.url}${path}`, { signal: abort.signal });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    clock.advanceTo(clock.now() + 60_000);
    expect((await reader.read()).value).toMatch(/^(one|two \d+)\n$/);
    abort.abort();
  });

  it('that is away resets connections, and is back at the same address with all that happened', async () => {
    const cluster = await start();
    cluster.setReachable(false);
    await expect(fetch(`${cluster.url}/readyz`)).rejects.toThrow('fetch failed');
    const web = cluster.store.get('deployments', { namespace: 'acme-prod', name: 'web' })!;
    cluster.store.update('deployments', { ...web, spec: { ...web.spec, replicas: 7 } });
    cluster.setReachable(true);
    const { json } = await ask(cluster, '/apis/apps/v1/namespaces/acme-prod/deployments/web');
    expect(json.spec.replicas).toBe(7);
  });

  it('that hangs answers nothing, and everything once it goes on', async () => {
    const cluster = await start();
    await ask(cluster, '/readyz');
    cluster.setReachable(false, 'hang');
    let answered = false;
    const pending = ask(cluster, '/readyz').then((answer) => {
      answered = true;
      return answer;
    });
    await expect(fetch(`${cluster.url}/readyz`, { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
    expect(answered).toBe(false);
    cluster.setReachable(true);
    expect((await pending).text).toBe('ok');
  });

  it('goes away and comes back as its plan says', async () => {
    const clock: Clock & { advanceTo(time: number): void } = createWarmUpClock(systemClock, noon);
    const cluster = await start({ clock }, { outages: [{ firstAfter: 240, every: 360, lasts: 40 }] });
    const reachable = async (second: number) => {
      clock.advanceTo(noon + second * 1000);
      return ask(cluster, '/readyz').then(
        () => true,
        () => false,
      );
    };
    const seen: boolean[] = [];
    for (const second of [0, 200, 245, 279, 285, 595, 605, 639, 645]) seen.push(await reachable(second));
    expect(seen).toEqual([true, true, false, false, true, true, false, false, true]);
  });

  it('sends a watch that asks for them a bookmark each minute, a last one, and ends it at its timeout', async () => {
    const clock = createWarmUpClock(systemClock, noon);
    const cluster = await start({ clock });
    const query = 'watch=1&allowWatchBookmarks=true&timeoutSeconds=150&resourceVersion=';
    const version = cluster.store.resourceVersion();
    const response = await fetch(`${cluster.url}/apis/apps/v1/statefulsets?${query}${version}`);
    clock.advanceTo(clock.now() + 150_000);
    const lines = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ type, object }) => [type, object.kind])).toEqual(
      Array.from({ length: 3 }, () => ['BOOKMARK', 'StatefulSet']),
    );
    expect(Number(lines[0].object.metadata.resourceVersion)).toBeGreaterThanOrEqual(version);
  });

  it('is the same cluster in every run', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    const uids = ({ store }: SimulatedCluster) =>
      [...store.list('namespaces'), ...store.list('deployments'), ...store.list('nodes')].map(
        ({ metadata }) => metadata.uid,
      );
    expect(uids(second)).toEqual(uids(first));
  });
});
