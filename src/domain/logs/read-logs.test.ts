import { expect, it } from 'vitest';
import { MemoryCluster } from '../fleet/testing/memory-cluster.ts';
import { pod, start, workload } from '../fleet/testing/objects.ts';
import { logTimeOf } from './log-time.ts';
import { readLogs } from './read-logs.ts';
import type { MemoryLogs } from './testing/memory-logs.ts';

const never = new AbortController().signal;

/** The last lines of a log of 1,000, of which one answer has room for some. */
async function lastLines(room: MemoryLogs['roomForTail'], tail: number) {
  const cluster = new MemoryCluster('eu');
  const owner = { kind: 'StatefulSet', meta: workload('web', 'STATEFUL_SET').meta };
  const one = cluster.pods.put(pod('web-0', owner, { meta: { uid: 'one' } }));
  const { logs } = cluster;
  const texts = Array.from({ length: 1_000 }, (_, index) => ({
    time: logTimeOf(start + index),
    text: `line ${index + 1}`,
  }));
  logs.write({ podUid: 'one', container: 'main', restart: 0 }, ...texts);
  logs.roomForTail = room;
  const { lines, gaps } = await readLogs([{ cluster, pod: one }], { tail }, (text) => text, never);
  return {
    messages: lines.map(({ message }) => message),
    gaps: gaps.map(({ reason }) => reason),
    asked: logs.asked.length,
  };
}

const upToLast = (count: number) => Array.from({ length: count }, (_, index) => `line ${1_001 - count + index}`);

it('gives the newest lines of a log of which an answer has no room for all that are wanted', async () => {
  expect(await lastLines(({ length }) => length, 100)).toEqual({ messages: upToLast(100), gaps: [], asked: 1 });
  expect(await lastLines(() => 50, 100)).toEqual({ messages: upToLast(40), gaps: ['LIMITED'], asked: 2 });
});

it('gives no older lines for the newest where these are never in the answer', async () => {
  expect(await lastLines(({ length }) => length - 1, 100)).toEqual({ messages: [], gaps: ['LIMITED'], asked: 3 });
});
