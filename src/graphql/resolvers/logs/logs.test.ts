import { array, asyncProperty, assert, boolean, constantFrom, oneof, option, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAccess, environmentScope, tenantScope } from '../../../domain/access/access.ts';
import { MemoryCluster } from '../../../domain/fleet/testing/memory-cluster.ts';
import { container, namespace, pod, start, workload } from '../../../domain/fleet/testing/objects.ts';
import { logTimeOf } from '../../../domain/logs/log-time.ts';
import { callerOf } from '../../../domain/testing/caller-of.ts';
import { appId, podId } from '../../ids.ts';
import { GraphUnderTest } from '../../testing/graph-under-test.ts';

const acme = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'STATEFUL_SET' } as const;
const words = 'lines { timestamp cluster { name } pod container restart level message } gaps { pod reason message }';
const ofApp = `query ($id: ID!, $tail: Int, $grep: String, $regex: String, $levels: [LogLevel!], $containers: [String!],
  $pods: [String!], $clusters: [String!], $previous: Boolean, $since: DateTime, $until: DateTime) {
  node(id: $id) { ... on App { logs(tail: $tail, grep: $grep, regex: $regex, levels: $levels, containers: $containers, pods: $pods,
    clusters: $clusters, previous: $previous, since: $since, until: $until) { ${words} coverage { complete gaps { cluster { name } reason message } } } } } }`;

/** The same app of two tenants, in two clusters, with pods and containers of the same names. */
function filled() {
  const clusters = [new MemoryCluster('eu'), new MemoryCluster('us')];
  for (const [index, cluster] of clusters.entries()) {
    for (const tenant of ['acme', 'globex']) {
      const home = `${tenant}-prod`;
      cluster.namespaces.put(namespace(home));
      const set = workload('web', 'STATEFUL_SET', { meta: { namespace: home } });
      cluster.workloads.STATEFUL_SET.put(set);
      const uid = `uid-${cluster.name}-${tenant}`;
      cluster.pods.put(pod('web-0', { kind: 'StatefulSet', meta: set.meta }, { meta: { uid } }));
      const run = { podUid: uid, container: 'main', restart: 0 };
      const at = (second: number) => logTimeOf(start + second * 1_000 + index);
      cluster.logs.write(
        run,
        { time: at(1), text: `level=info msg="${tenant} starts in ${cluster.name}"` },
        { time: at(2), text: `level=error msg="${tenant} in ${cluster.name}: \u001b[31mpassword hunter2\u001b[0m"` },
      );
    }
  }
  return { graph: new GraphUnderTest(...clusters), clusters };
}

interface Told {
  readonly node: {
    readonly logs: {
      readonly lines: readonly { readonly message: string; readonly pod: string; readonly level: string | null }[];
      readonly gaps: readonly object[];
      readonly coverage: { readonly complete: boolean; readonly gaps: readonly object[] };
    };
  };
}

async function logsOf(graph: GraphUnderTest, variables: object = {}): Promise<Told['node']['logs']> {
  return ((await graph.data(ofApp, { id: appId(acme), ...variables })) as Told).node.logs;
}

describe('the logs of an app', () => {
  it('are of all its pods, over all clusters, by their moments, with levels', async () => {
    const { graph } = filled();
    const { lines, coverage } = await logsOf(graph);
    expect(lines.map(({ level, message }) => [level, message])).toEqual([
      ['INFO', 'level=info msg="acme starts in eu"'],
      ['INFO', 'level=info msg="acme starts in us"'],
      ['ERROR', 'level=error msg="acme in eu: password <redacted>"'],
      ['ERROR', 'level=error msg="acme in us: password <redacted>"'],
    ]);
    expect(coverage).toMatchObject({ complete: true });
    expect((await logsOf(graph, { tail: 1, levels: ['INFO'], regex: 'in (eu|us)"$' })).lines).toMatchObject([
      { message: 'level=info msg="acme starts in us"' },
    ]);
    const until = new Date(start + 2_000).toISOString();
    expect((await logsOf(graph, { until, clusters: ['eu'] })).lines.length).toBe(1);
    expect((await logsOf(graph, { since: until, clusters: ['us'] })).lines.length).toBe(1);
  });

  it('are compared with what is asked after what looks like a secret was taken out', async () => {
    const { graph } = filled();
    for (const asked of [{ grep: 'hunter2' }, { regex: 'hun+ter' }, { grep: '\u001b' }]) {
      expect((await logsOf(graph, asked)).lines).toEqual([]);
    }
    expect((await logsOf(graph, { grep: '<redacted>' })).lines.length).toBe(2);
  });

  it('name the container and the cluster that cannot be read, in general words, and have the rest', async () => {
    const { graph, clusters } = filled();
    const [eu] = clusters;
    if (eu !== undefined) eu.logs.failure = { reason: 'TIMEOUT', message: 'at https://10.0.0.1', retryable: true };
    const { lines, gaps, coverage } = await logsOf(graph);
    expect(lines.length).toBe(2);
    expect(gaps).toEqual([{ pod: 'web-0', reason: 'TIMEOUT', message: expect.stringContaining('in time') as string }]);
    expect(coverage).toMatchObject({ complete: false, gaps: [{ cluster: { name: 'eu' }, reason: 'UNREACHABLE' }] });
    expect(JSON.stringify([gaps, coverage])).not.toContain('10.0.0.1');
  });

  it('are those of the run before the present one where that is asked for', async () => {
    const { graph, clusters } = filled();
    const restarted = clusters[0]?.pods.get('uid-eu-acme');
    if (restarted !== undefined)
      clusters[0]?.pods.put({ ...restarted, containers: [container({ restarts: 1 })], restarts: 1 });
    clusters[0]?.logs.write(
      { podUid: 'uid-eu-acme', container: 'main', restart: 1 },
      { time: logTimeOf(start), text: 'new' },
    );
    expect((await logsOf(graph, { clusters: ['eu'] })).lines).toMatchObject([{ message: 'new', restart: 1 }]);
    expect((await logsOf(graph, { previous: true })).lines).toMatchObject([{ restart: 0 }, { restart: 0 }]);
  });

  it.each([
    [{ tail: 5_001 }, 'tail'],
    [{ tail: -1 }, 'tail'],
    [{ regex: '(' }, 'regex is no RE2 pattern'],
    [{ regex: 'a(?!b)' }, 'regex is no RE2 pattern'],
    [{ regex: 'x'.repeat(1_001) }, 'shorter'],
    [{ since: new Date(start).toISOString(), until: new Date(start).toISOString() }, 'Swap'],
  ])('are refused with %j', async (variables, message) => {
    await expect(logsOf(filled().graph, variables)).rejects.toThrow(message);
  });

  it('are asked of no more containers than one answer can have', async () => {
    const { graph, clusters } = filled();
    const owner = { kind: 'StatefulSet', meta: workload('web', 'STATEFUL_SET').meta };
    for (let index = 1; index <= 100; index += 1) clusters[0]?.pods.put(pod(`web-${index}`, owner));
    await expect(logsOf(graph)).rejects.toThrow('at most 100');
    expect((await logsOf(graph, { pods: ['web-0'] })).lines.length).toBe(4);
  });
});

describe('the right to read logs', () => {
  it('is a right of its own: without it the field is refused, and the rest of the answer is there', async () => {
    const { graph } = filled();
    const grant = (actions: readonly ('VIEW' | 'VIEW_LOGS')[]) =>
      createAccess([{ role: 'custom', scope: environmentScope(acme), actions: new Set(actions) }]);
    graph.caller = { ...callerOf('bob'), access: grant(['VIEW']) };
    for (const id of [appId(acme), podId('id-eu', 'uid-eu-acme')]) {
      const source = `query ($id: ID!) { node(id: $id) { id ... on App { logs { ${words} } } ... on Pod { logs { ${words} } } } }`;
      const refused = await graph.ask(source, { id });
      expect(refused).toMatchObject({
        data: { node: { id, logs: null } },
        errors: [{ originalError: { code: 'FORBIDDEN' } }],
      });
      graph.caller = { ...callerOf('bob'), access: grant(['VIEW', 'VIEW_LOGS']) };
      expect(await graph.ask(source, { id })).not.toHaveProperty('errors');
      graph.caller = { ...callerOf('bob'), access: grant(['VIEW']) };
    }
    const stream = await graph.subscribe('subscription ($app: ID!) { logs(app: $app) { cursor } }', {
      app: appId(acme),
    });
    expect(stream).toMatchObject({ errors: [{ originalError: { code: 'FORBIDDEN' } }] });
  });

  it('never reaches another tenant, whatever is asked for', async () => {
    const odd = oneof(
      string({ unit: 'binary' }),
      constantFrom(
        'web-0',
        'main',
        'eu',
        'globex',
        'globex-prod',
        '.*',
        '"',
        '{}',
        '}|{',
        '../globex-prod/pods/web-0',
        '%2e%2e/',
        '*',
      ),
    );
    const some = option(array(odd, { maxLength: 3 }));
    const asked = record({
      grep: option(odd),
      regex: option(odd),
      containers: some,
      pods: some,
      clusters: some,
      previous: boolean(),
      tail: constantFrom(0, 1, 5_000),
    });
    const { graph } = filled();
    const access = createAccess([
      { role: 'viewer', scope: tenantScope('acme'), actions: new Set(['VIEW', 'VIEW_LOGS'] as const) },
    ]);
    graph.caller = { ...callerOf('bob'), access };
    const ids = ['acme', 'globex'].flatMap((tenant) => [
      appId({ ...acme, tenant }),
      podId('id-eu', `uid-eu-${tenant}`),
      podId('id-us', `uid-us-${tenant}`),
    ]);
    const ofPod = '... on Pod { logs(grep: $grep, regex: $regex, containers: $containers) { lines { message } } }';
    const source = ofApp.replace('... on App', `${ofPod} ... on App`);
    await assert(
      asyncProperty(asked, constantFrom(...ids), async (variables, id) => {
        const answer = JSON.stringify((await graph.ask(source, { id, ...variables })).data);
        expect(answer).not.toContain('globex');
      }),
      { numRuns: 300 },
    );
  });
});

describe('subscription logs', () => {
  it('begins with the last lines, and ends with its reader', async () => {
    const { graph, clusters } = filled();
    const stream = await graph.subscribe(
      'subscription ($app: ID!) { logs(app: $app, tail: 1, clusters: ["eu"]) { lines { message } marks { kind } cursor } }',
      { app: appId(acme) },
    );
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
    const messages: string[] = [];
    while (messages.length === 0) {
      const { value } = (await stream.next()) as {
        value: { data: { logs: { lines: readonly { message: string }[] } } };
      };
      messages.push(...value.data.logs.lines.map(({ message }) => message));
    }
    expect(messages).toEqual(['level=error msg="acme in eu: password <redacted>"']);
    const waiting = stream.next();
    await stream.return?.(undefined);
    expect((await waiting).done).toBe(true);
    expect(clusters[0]?.logs.following).toBe(0);
  });

  it.each(['nonsense', appId({ ...acme, tenant: 'nobody' })])('refuses what is no app: %s', async (app) => {
    const answer = await filled().graph.subscribe('subscription ($app: ID!) { logs(app: $app) { cursor } }', { app });
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  });
});
