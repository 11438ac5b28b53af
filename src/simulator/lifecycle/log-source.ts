import type { LogLine, LogSource } from '../http/pod-log.ts';
import type { ContainerStatus, Pod } from '../objects/pod.ts';
import { fnv32 } from '../objects/random.ts';
import type { LifecycleLookup } from './lifecycle.ts';

/** How many lines of a container are kept; real ones are rotated away too. */
const keptLines = 2_000;
const silence = { every: 10, lines: ['ready to serve', 'heartbeat {n}'] };

/** The logs that the lifecycles write: computed when they are read, so they cost nothing until then. */
export function createLogSource(lifecycles: LifecycleLookup): LogSource {
  return {
    lines(pod, container, previous, until) {
      const { log = silence, crash } = lifecycles(pod.metadata.annotations, container.image);
      const span = lifeSpan(container, previous, until);
      if (span === undefined) return [];
      const lines = written(pod, log, span.from, span.to);
      const lastWords = span.ended && crash?.message !== undefined ? [{ at: span.to, text: crash.message }] : [];
      return [...lines, ...lastWords];
    },
  };
}

function lifeSpan(
  container: ContainerStatus,
  previous: boolean,
  until: number,
): { readonly from: number; readonly to: number; readonly ended: boolean } | undefined {
  const { running, terminated } = container.state;
  if (running !== undefined && !previous) return { from: Date.parse(running.startedAt), to: until, ended: false };
  const ended = previous ? container.lastState.terminated : (terminated ?? container.lastState.terminated);
  if (ended === undefined) return undefined;
  return { from: Date.parse(ended.startedAt), to: Date.parse(ended.finishedAt), ended: true };
}

function written(
  pod: Pod,
  { every, lines }: { readonly every: number; readonly lines: readonly string[] },
  from: number,
  to: number,
): LogLine[] {
  const interval = every * 1000;
  const count = Math.floor((to - from) / interval) + 1;
  const seed = fnv32(pod.metadata.uid);
  return Array.from({ length: Math.min(count, keptLines) }, (_, offset) => {
    const index = Math.max(0, count - keptLines) + offset;
    const text = lines[index % lines.length] ?? '';
    return {
      at: from + index * interval,
      text: text.replaceAll('{n}', String(((seed + Math.imul(index, 2_654_435_761)) >>> 0) % 997)),
    };
  });
}
