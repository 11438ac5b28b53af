import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  AppLogsDocument,
  AppMetricsDocument,
  AppsDocument,
  AppUsageDocument,
  ClustersDocument,
  ClusterUsageDocument,
  createClient,
} from '../../../sdk/src/sdk.ts';
import type { AppSummaryFragment, LogLineDetailsFragment } from '../../../sdk/src/sdk.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import type { GatewayUnderTest } from '../../support/gateway.ts';

// What the SDK tells of the simulated fleet's usage, series and logs.

let running: GatewayUnderTest;
let app: AppSummaryFragment;
let where: { readonly tenant: string; readonly environment: string; readonly name: string };

beforeAll(async () => {
  running = await startGatewayUnderTest();
  const { apps } = await running.client.query(AppsDocument, { filter: { health: ['HEALTHY'] }, first: 500 });
  const largest = apps.nodes.toSorted((one, other) => other.replicas.ready - one.replicas.ready)[0];
  if (largest === undefined) throw new Error('the demo has no healthy app');
  app = largest;
  where = { tenant: app.environment.tenant.name, environment: app.environment.name, name: app.name };
});

afterAll(async () => {
  await running?.close();
});

const keyOf = ({ cluster, pod, container, restart }: LogLineDetailsFragment) =>
  [cluster.name, pod, container, restart].join(' ');

/** The lines of each container, by when they were written. */
function byContainer(lines: readonly LogLineDetailsFragment[]): ReadonlyMap<string, readonly string[]> {
  const groups = Map.groupBy(lines, keyOf);
  return new Map(
    [...groups].map(([key, own]) => [key, own.map(({ timestamp, message }) => `${timestamp} ${message}`)]),
  );
}

describe('the SDK', () => {
  it('tells what apps and clusters use', async () => {
    const asked = await running.client.query(AppUsageDocument, where);
    expect(asked.app?.usage).toMatchObject({
      pods: expect.any(Number) as number,
      coverage: expect.any(Object) as object,
    });
    expect(asked.app?.usage.podsCounted).toBeGreaterThan(0);
    expect(asked.app?.usage.cpu).toBeGreaterThan(0);
    const { clusters } = await running.client.query(ClustersDocument, { first: 100 });
    const ready = clusters.nodes.filter(({ status, nodeCount }) => status === 'READY' && (nodeCount ?? 0) > 0);
    const used = await Promise.all(
      ready.map(({ name }) =>
        running.client.query(ClusterUsageDocument, { name }).then(({ cluster }) => cluster?.usage),
      ),
    );
    expect(Math.max(...used.map((usage) => usage?.machinesCounted ?? 0))).toBeGreaterThan(0);
  });

  it('tells series, and why there are none', async () => {
    const names = ['cpu'];
    const asked = await running.client.query(AppMetricsDocument, { ...where, names });
    const unmeasured = { complete: false, gaps: expect.arrayContaining([]) as unknown[] };
    expect(asked.app?.metrics).toMatchObject([{ metric: { name: 'cpu' }, series: [], coverage: unmeasured }]);
    const events = running.client.watchMetrics({ on: app.id, names, step: 5 });
    const { value } = await events.next();
    expect(value).toMatchObject({ metrics: [{ metric: { name: 'cpu' }, step: 5, series: [], coverage: unmeasured }] });
    await events.return(undefined);
  });

  it('follows logs over lost connections: no line twice, none left out', async () => {
    const sockets: WebSocket[] = [];
    class Recorded extends WebSocket {
      constructor(...args: ConstructorParameters<typeof WebSocket>) {
        super(...args);
        sockets.push(this);
      }
    }
    const client = createClient({ url: running.url, webSocketImpl: Recorded, reconnectDelayMs: () => 1 });
    const told: LogLineDetailsFragment[] = [];
    for await (const { lines, marks } of client.followLogs({ app: app.id, tail: 2 })) {
      expect(marks).toEqual([]);
      told.push(...lines);
      if (lines.length === 0) continue;
      if (sockets.length === 4) break;
      // What came before that is still told.
      sockets.at(-1)?.terminate();
    }
    await client.close();
    const { app: asked } = await running.client.query(AppLogsDocument, { ...where, tail: 5_000 });
    const there = byContainer(asked?.logs?.lines ?? []);
    for (const [container, lines] of byContainer(told)) {
      const all = there.get(container) ?? [];
      const from = all.indexOf(lines[0] ?? '');
      expect(lines).toEqual(all.slice(from, from + lines.length));
    }
    expect(told.length).toBeGreaterThan(4);
  });
});
