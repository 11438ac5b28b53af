import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGatewayProcess } from '../../support/gateway-process.ts';

let folder: string;
let clusters: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenantry-start-'));
  clusters = join(folder, 'clusters');
  mkdirSync(clusters);
});
afterEach(() => rmSync(folder, { recursive: true }));

const ask = async (url: string, query: string): Promise<unknown> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
};

describe('npm start', () => {
  it('without clusters serves the simulated fleet, says how to connect others, and drains on SIGTERM', async () => {
    await using gateway = startGatewayProcess();
    const greeting = await gateway.greeting();
    expect(greeting).toMatch(/Tenantry \d+\.\d+\.\d+ is listening on http:\/\/127\.0\.0\.1:\d+\/graphql/);
    expect(greeting).toMatch(/a simulated fleet[\s\S]*demo-ap {2}READY[\s\S]*demo-eu {2}READY[\s\S]*demo-us {2}READY/);
    expect(greeting).toContain('npm start -- --kubeconfig');
    const url = await gateway.url();
    expect(await ask(url, '{ coverage { complete } apps { totalCount } }')).toEqual({
      data: { coverage: { complete: true }, apps: { totalCount: expect.any(Number) } },
    });
    expect(await (await fetch(new URL('/readyz', url))).json()).toMatchObject({ ready: true, problems: [] });
    expect((await fetch(new URL('/healthz', url))).status).toBe(200);
    expect(await (await fetch(new URL('/metrics', url))).text()).toContain('tenantry_cluster_lists_total');
    gateway.signal('SIGTERM');
    expect(await gateway.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('stopped') });
  });

  it('with only a broken cluster file tells what is wrong and does not bring the simulated fleet', async () => {
    writeFileSync(join(clusters, 'eu.yaml'), 'name: eu\nkubeconfg: ./eu.kubeconfig\n');
    await using gateway = startGatewayProcess([], { TENANTRY_CLUSTERS: clusters });
    const greeting = await gateway.greeting();
    expect(greeting).toContain('Connected to no cluster');
    expect(greeting).toContain(`${clusters}/eu.yaml:2: kubeconfg: There is no such field. Did you mean kubeconfig?`);
    const url = await gateway.url();
    expect(await (await fetch(new URL('/readyz', url))).json()).toMatchObject({
      ready: true,
      problems: [expect.stringContaining('kubeconfg')],
    });
    expect(await ask(url, '{ clusters { totalCount } }')).toEqual({ data: { clusters: { totalCount: 0 } } });
  });

  it('registers every context of --kubeconfig; an API server that is not there is a gap with its reason', async () => {
    const server = 'https://127.0.0.1:1';
    const names = ['eu', 'us'];
    const path = join(folder, 'config');
    writeFileSync(
      path,
      JSON.stringify({
        clusters: names.map((name) => ({ name, cluster: { server, 'insecure-skip-tls-verify': name === 'us' } })),
        users: [{ name: 'u', user: { token: 'hunter2' } }],
        contexts: [
          ...names.map((name) => ({ name, context: { cluster: name, user: 'u' } })),
          { name: 'broken', context: { cluster: 'gone', user: 'u' } },
        ],
      }),
    );
    await using gateway = startGatewayProcess(['--kubeconfig', path]);
    const greeting = await gateway.greeting();
    expect(greeting).toMatch(/eu {2}UNREACHABLE .*\n.*us {2}UNREACHABLE/);
    expect(greeting).toContain('The context "broken" of the kubeconfig names the cluster "gone"');
    expect(await gateway.logged(/insecure-skip-tls-verify/)).toContain('"us"');
    expect(await ask(await gateway.url(), '{ coverage { complete gaps { cluster { name } reason } } }')).toEqual({
      data: {
        coverage: {
          complete: false,
          gaps: names.map((name) => ({ cluster: { name }, reason: 'UNREACHABLE' })),
        },
      },
    });
    gateway.signal('SIGTERM');
    const { stdout, stderr } = await gateway.ended;
    expect(stdout + stderr).not.toContain('hunter2');
  });

  it('a cluster file that comes while the simulated fleet serves takes its place', async () => {
    await using gateway = startGatewayProcess([], { TENANTRY_CLUSTERS: clusters });
    expect(await gateway.greeting()).toContain('a simulated fleet');
    writeFileSync(join(clusters, 'eu.yaml'), 'name: eu\nserver: http://127.0.0.1:1\n');
    await gateway.logged(/the simulated fleet has gone/);
    expect(await ask(await gateway.url(), '{ clusters { nodes { name } } }')).toEqual({
      data: { clusters: { nodes: [{ name: 'eu' }] } },
    });
  });

  it('an unknown context is told with the ones that there are', async () => {
    writeFileSync(
      join(folder, 'config'),
      JSON.stringify({
        clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
        contexts: [{ name: 'eu-1', context: { cluster: 'c' } }],
      }),
    );
    writeFileSync(join(clusters, 'eu.yaml'), 'name: eu\nkubeconfig: ../config\ncontext: eu-2\n');
    await using gateway = startGatewayProcess([], { TENANTRY_CLUSTERS: clusters });
    expect(await gateway.greeting()).toContain(
      'eu.yaml:3: context: The kubeconfig has no context "eu-2". It has: eu-1. Did you mean eu-1?',
    );
  });
});

describe('the end', () => {
  it('comes at once on the second signal, though a request is still under way', async () => {
    await using gateway = startGatewayProcess();
    const { port, hostname } = new URL(await gateway.url());
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    // A body that never ends.
    socket.write(`POST /graphql HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: application/json\r\n`);
    socket.write('Content-Length: 100\r\nExpect: 100-continue\r\n\r\n');
    await once(socket, 'data');
    gateway.signal('SIGINT');
    await gateway.logged(/draining/);
    gateway.signal('SIGINT');
    expect(await gateway.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('a second time') });
    socket.destroy();
  });

  it.each(['info', 'silent'])('is never silent where nobody catches an error (LOG_LEVEL=%s)', async (level) => {
    const faulty = `const timer = setInterval(() => {
      if (process.listenerCount('unhandledRejection') === 0) return;
      clearInterval(timer);
      Promise.reject(new Error('nobody catches this, token=hunter2'));
    }, 10);`;
    writeFileSync(join(folder, 'faulty.mjs'), faulty);
    await using gateway = startGatewayProcess([], {
      LOG_LEVEL: level,
      NODE_OPTIONS: `--import=${join(folder, 'faulty.mjs')}`,
    });
    const { code, stderr } = await gateway.ended;
    expect(code).toBe(70);
    expect(stderr).toContain('unhandledRejection: ending');
    expect(stderr).toContain('nobody catches this');
    expect(stderr).not.toContain('hunter2');
  });

  it('does not come because of what graphql-js leaves to itself: an item of a list that fails beside another', async () => {
    const faulty = `import { buildSchema, execute, parse } from '${import.meta.resolve('graphql')}';
    const schema = buildSchema('type Query { all: [Int!] }');
    const items = () => [Promise.reject(new Error('the first')), new Error('the second')];
    const timer = setInterval(async () => {
      if (process.listenerCount('unhandledRejection') === 0) return;
      clearInterval(timer);
      process.once('unhandledRejection', (error) => console.error('left to itself: ' + error.message));
      await execute({ schema, document: parse('{ all }'), rootValue: { all: items } });
    }, 10);`;
    writeFileSync(join(folder, 'leaving.mjs'), faulty);
    await using gateway = startGatewayProcess([], { NODE_OPTIONS: `--import=${join(folder, 'leaving.mjs')}` });
    await gateway.logged(/left to itself: the first/);
    expect((await fetch(new URL('/healthz', await gateway.url()))).status).toBe(200);
  });
});

describe('refuses to start', () => {
  it('beyond loopback, on a wrong port, with an unknown option: all at once', async () => {
    await using gateway = startGatewayProcess(['--kubeconfg'], { HOST: '0.0.0.0', PORT: 'http' });
    const { code, stderr } = await gateway.ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^Tenantry cannot start:\n {2}--kubeconfg: .*\n {2}HOST: .*TENANTRY_SIGN_ON or TENANTRY_CALLERS.*\n {2}PORT: .*\n$/,
    );
  });

  it('on a port that is in use, with what to do, before it touches anything else', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    const { port } = await new Promise<AddressInfo>((resolve) => {
      other.once('listening', () => resolve(other.address() as AddressInfo));
    });
    await using gateway = startGatewayProcess([], { PORT: String(port) });
    const { code, stderr } = await gateway.ended;
    expect(code).toBe(2);
    expect(stderr).toBe(
      `Tenantry cannot start:\n  Port ${port} of 127.0.0.1 is in use. End what listens there, or take another: PORT=4000 npm start\n`,
    );
    other.close();
  });

  it('where the records cannot be written', async () => {
    await using gateway = startGatewayProcess([], { DATABASE_URL: `sqlite:${folder}/none/records.db` });
    const { code, stderr } = await gateway.ended;
    expect(code).toBe(2);
    expect(stderr).toContain(`Tenantry cannot start:\n  The folder ${folder}/none of the records file does not exist.`);
  });
});

describe('--help and --version', () => {
  it('print and end', async () => {
    await using help = startGatewayProcess(['--help'], { PORT: 'http' });
    expect(await help.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('DATABASE_URL'), stderr: '' });
    await using version = startGatewayProcess(['--version']);
    expect(await version.ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});
