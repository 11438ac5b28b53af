import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startControlPlane } from '../support/control-plane.ts';
import type { ControlPlane } from '../support/control-plane.ts';
import { waitFor } from '../support/wait-for.ts';
import { deployment, namespace } from '../support/workloads.ts';
import { isAlive } from '../../scripts/file-lock.ts';

describe('a control plane of one’s own', () => {
  let own: ControlPlane;

  beforeAll(async () => {
    own = await startControlPlane({ name: 'harness', version: '1.36', nodes: 1 });
    await own.apply(namespace('shop'), deployment({ namespace: 'shop', name: 'api' }));
  });
  afterAll(async () => await own?.stop());

  it('answers nothing while it is frozen, and goes on when it is thawed', async () => {
    own.freeze();
    const frozen = await own.kubectl(['get', 'nodes', '--request-timeout=1s']);
    expect(frozen.code).not.toBe(0);
    own.thaw();
    const thawed = await own.kubectl(['get', 'nodes', '--request-timeout=10s', '-o', 'name']);
    expect(thawed.stdout.trim()).toBe('node/node-1');
  });

  it('refuses connections when it is killed, and comes back on the same port with the same data', async () => {
    const before = own.pids.get('kube-apiserver');
    await own.kill();
    const killed = await own.kubectl(['get', 'nodes', '--request-timeout=1s']);
    expect(killed.stderr).toContain('refused');
    await own.startApiServer();
    expect(own.pids.get('kube-apiserver')).not.toBe(before);
    const back = await own.kubectl(['get', 'deployment', '-n', 'shop', '-o', 'name']);
    expect(back.stdout.trim()).toBe('deployment.apps/api');
    // The controllers, too, find their way back.
    await own.apply(deployment({ namespace: 'shop', name: 'later', replicas: 1 }));
    const rollout = await own.kubectl(['rollout', 'status', 'deployment/later', '-n', 'shop', '--timeout=60s']);
    expect(rollout.stderr).toBe('');
  });

  it('answers 410 to a list continued after etcd was compacted', async () => {
    for (const index of [1, 2, 3]) await own.apply(namespace(`page-${index}`));
    const { body } = await own.request('GET', '/api/v1/namespaces?limit=2');
    const { metadata } = body as { metadata: { continue: string } };
    await own.apply(namespace('page-4'));
    await own.compactEtcd();
    const path = `/api/v1/namespaces?limit=2&continue=${encodeURIComponent(metadata.continue)}`;
    const next = await waitFor('the compaction', async () => {
      const answer = await own.request('GET', path);
      return answer.status === 410 ? answer : undefined;
    });
    expect(next.body).toMatchObject({ kind: 'Status', reason: 'Expired', code: 410 });
  });

  it('gets more nodes', async () => {
    expect(await own.addNodes(2, { labels: { pool: 'gpu' } })).toEqual(['node-2', 'node-3']);
    const { stdout } = await own.kubectl(['get', 'nodes', '-l', 'pool=gpu', '-o', 'name']);
    expect(stdout.trim().split('\n')).toHaveLength(2);
  });

  it('ends, and its files with it, when the process that started it is killed', async () => {
    const module = join(import.meta.dirname, '..', 'support', 'control-plane.ts');
    const script = `
      const { startControlPlane } = await import(${JSON.stringify(module)});
      const { pids, folder } = await startControlPlane({ name: 'orphan', version: '1.35', nodes: 1 });
      console.log(JSON.stringify({ pids: [...pids.values()], folder }));
      setInterval(() => {}, 1000);
    `;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', script]);
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const { pids, folder } = JSON.parse(line.toString()) as { pids: number[]; folder: string };
    expect(pids.filter(isAlive)).toHaveLength(5);
    parent.kill('SIGKILL');
    await waitFor('the end of all programs', () => pids.every((pid) => !isAlive(pid)), { timeout: 10_000 });
    await waitFor('the end of their files', () => !existsSync(folder), { timeout: 10_000 });
  });

  it('says what is wrong when a program does not come up', async () => {
    const broken = startControlPlane({ name: 'broken', version: '1.36', apiServerFlags: ['--no-such-flag'] });
    await expect(broken).rejects.toThrow('unknown flag: --no-such-flag');
  });
});
