import { describe, expect, it } from 'vitest';
import { AppLogsDocument, AppMetricsDocument, AppUsageDocument } from './__generated__/documents.ts';
import { createClient } from './create-client.ts';
import type { ScriptedGateway } from './testing/scripted-gateway.ts';
import { startScriptedGateway } from './testing/scripted-gateway.ts';

const cluster = { id: 'c', name: 'eu-1' };
const coverage = { complete: true, gaps: [] };
const where = { tenant: 'acme', environment: 'prod', name: 'web' };

/** An event of logs with these lines. */
function written(cursor: string, ...messages: readonly string[]) {
  const line = { timestamp: 't', cluster, namespace: 'n', pod: 'p', container: 'c', restart: 0, truncated: false };
  return { logs: { cursor, marks: [], lines: messages.map((message) => ({ ...line, message })) } };
}

const moment = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const metric = { name: 'cpu', description: 'CPU', unit: 'CORES', levels: ['APP'], dimensions: [] };

/** An event of metrics with a point for each of these minutes. */
function measured(...minutes: readonly number[]) {
  const [from, to] = [moment(minutes[0] ?? 0), moment(minutes.at(-1) ?? 0)];
  const points = minutes.map((minute) => ({ at: moment(minute), value: minute }));
  const series = [{ labels: [], points, gaps: [] }];
  return { metrics: { to, metrics: [{ metric, from, to, step: 60, series, omittedSeries: 0, coverage }] } };
}

/** A gateway whose subscriptions are scripts, one after the other; behind the last event of one the connection is cut, but for the last. */
async function scripted(field: 'logs' | 'metrics', ...scripts: readonly (readonly object[])[]) {
  const asked: object[] = [];
  const gateway: ScriptedGateway = await startScriptedGateway({
    Subscription: {
      [field]: {
        async *subscribe(_root: unknown, args: object) {
          const script = scripts[asked.length] ?? [];
          asked.push(args);
          yield* script;
          if (asked.length === scripts.length) return;
          gateway.cut();
          await new Promise(() => undefined);
        },
      },
    },
  });
  return { gateway, asked, client: createClient({ url: gateway.url, reconnectDelayMs: () => 1 }) };
}

describe('followLogs', () => {
  it('goes on behind its last event after a lost connection, with what was asked: no line twice', async () => {
    const { gateway, asked, client } = await scripted(
      'logs',
      [written('1', 'a', 'b'), written('2', 'c')],
      [],
      // What a gateway begins with may be the place where the reader is.
      [written('2'), written('3', 'd')],
      [written('4', 'e')],
    );
    await using _closing = gateway;
    const lines: string[] = [];
    for await (const event of client.followLogs({ app: 'x', tail: 2, levels: ['ERROR'] })) {
      lines.push(event.lines.map(({ message }) => message).join(''));
    }
    expect(lines).toEqual(['ab', 'c', 'd', 'e']);
    const same = { app: 'x', tail: 2, levels: ['ERROR'] };
    expect(asked).toEqual([same, ...['2', '2', '3'].map((after) => ({ ...same, after }))]);
    await client.close();
  });

  it('tells the marks between two lines, which leave the reader where it is', async () => {
    const mark = { cluster, pod: 'p', container: 'c', restart: 0, at: moment(0), missed: null, message: 'm' };
    const marked = (kind: string) => ({ logs: { cursor: '1', lines: [], marks: [{ ...mark, kind }] } });
    const script = [
      written('1', 'a'),
      marked('INTERRUPTED'),
      marked('RESUMED'),
      written('1'),
      marked('GAP'),
      written('2', 'b'),
    ];
    const { gateway, client } = await scripted('logs', script);
    await using _closing = gateway;
    const told: string[] = [];
    for await (const { lines, marks } of client.followLogs({ app: 'x' })) {
      told.push(...lines.map(({ message }) => message), ...marks.map(({ kind }) => kind));
    }
    expect(told).toEqual(['a', 'INTERRUPTED', 'RESUMED', 'GAP', 'b']);
    await client.close();
  });

  it('begins behind the cursor that it was given, also when the first connection is lost', async () => {
    const { gateway, asked, client } = await scripted('logs', [], [written('8', 'a')]);
    await using _closing = gateway;
    const cursors: string[] = [];
    for await (const { cursor } of client.followLogs({ app: 'x', after: '7' })) cursors.push(cursor);
    expect(cursors).toEqual(['8']);
    expect(asked).toMatchObject([{ after: '7' }, { after: '7' }]);
    await client.close();
  });
});

describe('watchMetrics', () => {
  it('goes on behind its last point after a lost connection: none twice', async () => {
    const { gateway, asked, client } = await scripted(
      'metrics',
      [measured(1, 2, 3), measured(4)],
      [],
      [measured(5, 6)],
      [measured(6), measured(7)],
    );
    await using _closing = gateway;
    const values: number[] = [];
    for await (const { metrics } of client.watchMetrics({ on: 'x', names: ['cpu'], step: 60 })) {
      for (const { series } of metrics)
        values.push(...series.flatMap(({ points }) => points.map(({ value }) => value)));
    }
    expect(values).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const same = { on: 'x', names: ['cpu'], step: 60, range: 3600 };
    expect(asked).toEqual([same, ...[4, 4, 6].map((minute) => ({ ...same, after: moment(minute) }))]);
    await client.close();
  });
});

describe('the operations of usage, series and logs', () => {
  it('ask with what they are given', async () => {
    const asked: unknown[] = [];
    const app = {
      id: 'x',
      usage: { cpu: 0.5, pods: 2, podsCounted: 1, requests: {}, limits: {}, utilization: {}, headroom: {}, coverage },
      metrics(args: unknown) {
        asked.push(args);
        return measured(1).metrics.metrics;
      },
      logs(args: unknown) {
        asked.push(args);
        return { lines: written('1', 'a').logs.lines, gaps: [], coverage };
      },
    };
    const freshness = { observedAt: moment(0), stale: false };
    await using gateway = await startScriptedGateway({
      Query: { app: () => ({ ...app, usage: { ...app.usage, freshness } }) },
    });
    const client = createClient({ url: gateway.url });
    const used = await client.query(AppUsageDocument, where);
    expect(used.app?.usage).toMatchObject({ cpu: 0.5, memory: null, podsCounted: 1 });
    const series = await client.query(AppMetricsDocument, { ...where, names: ['cpu'], step: 60, from: moment(0) });
    expect(series.app?.metrics[0]?.series[0]?.points).toEqual([{ at: moment(1), value: 1 }]);
    const logs = await client.query(AppLogsDocument, { ...where, tail: 5, grep: 'a' });
    expect(logs.app?.logs?.lines.map(({ message }) => message)).toEqual(['a']);
    expect(asked).toEqual([
      { names: ['cpu'], step: 60, from: moment(0) },
      { tail: 5, grep: 'a', previous: false },
    ]);
    await client.close();
  });
});
