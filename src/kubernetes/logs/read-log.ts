import type { ClusterFailure } from '../../domain/clusters/cluster-failure.ts';
import type { PlacedLine, RunName } from '../../domain/logs/log-line.ts';
import { readsFrom, ResumedLog, PositionCounter } from '../../domain/logs/log-position.ts';
import type { LogRange, LogRead } from '../../domain/logs/log-source.ts';
import { secondOf } from '../../domain/logs/log-time.ts';
import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { inSpan } from '../../lib/tracing.ts';
import { processTurns } from '../../lib/turns.ts';
import { connectionFailure, DeadlineError } from '../transport/connection-failure.ts';
import { createLogDecoder } from './log-decoder.ts';
import { isPrevious } from './log-parts.ts';
import type { LogParts } from './log-parts.ts';
import { logRequest } from './log-request.ts';

/** What is read of one answer, in bytes, and its first line behind the place: more is read by asking again from there on. */
const mostBytes = 16 * 1024 * 1024;
const what = { what: 'read a log', write: false } as const;

type Parts = Pick<LogParts, 'transport' | 'clock' | 'pods'>;

/** Reads a part of a run's log in one request: a span of the trace that asked for it. See `LogSource.read`. */
export function readLog(
  parts: Parts,
  run: RunName,
  range: LogRange,
  take: (line: PlacedLine) => boolean,
  signal: AbortSignal,
): Promise<Result<LogRead, ClusterFailure>> {
  const attributes = {
    'k8s.namespace.name': run.namespace,
    'k8s.pod.name': run.pod,
    'k8s.container.name': run.container,
  };
  return inSpan({ name: 'read log', onlyWithin: true, attributes }, async (span) => {
    let lines = 0;
    const counted = (line: PlacedLine): boolean => {
      lines += 1;
      return take(line);
    };
    const answer = await readRange(parts, run, range, counted, signal);
    span.set({ 'tenantry.log.lines': lines });
    if (!answer.ok) span.failed(answer.failure.message);
    return answer;
  });
}

async function readRange(
  parts: Parts,
  run: RunName,
  range: LogRange,
  take: (line: PlacedLine) => boolean,
  signal: AbortSignal,
): Promise<Result<LogRead, ClusterFailure>> {
  const { transport, clock } = parts;
  const { deadlineMs } = range;
  const ending = new AbortController();
  const abort = () => ending.abort(signal.reason);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  const late = new DeadlineError('read a log', deadlineMs);
  const cancel = clock.after(deadlineMs, () => ending.abort(late));
  try {
    const tailLines = 'tail' in range ? { tailLines: range.tail } : {};
    const request = logRequest(run, {
      fromSecond: fromSecond(range),
      ...tailLines,
      previous: isPrevious(parts, run),
      deadlineMs,
    });
    const opened = await transport.open(request, 'logs', ending.signal);
    if (!opened.ok) return fail(opened.failure);
    const onAbort = () => opened.value.close();
    ending.signal.addEventListener('abort', onAbort);
    try {
      return await readBody(opened.value.body, range, take);
    } finally {
      ending.signal.removeEventListener('abort', onAbort);
      opened.value.close();
    }
  } catch (error) {
    return fail(connectionFailure(ending.signal.reason === late ? late : error, what));
  } finally {
    cancel();
    signal.removeEventListener('abort', abort);
  }
}

function fromSecond(range: LogRange): number | null {
  if ('after' in range) return readsFrom(range.after);
  return range.since === undefined ? null : secondOf(range.since);
}

async function readBody(
  body: AsyncIterable<Uint8Array>,
  range: LogRange,
  take: (line: PlacedLine) => boolean,
): Promise<Result<LogRead, ClusterFailure>> {
  const decoder = createLogDecoder();
  const resumed = 'after' in range ? new ResumedLog(range.after) : null;
  const counter = new PositionCounter();
  const since = 'tail' in range ? (range.since ?? '') : '';
  const slice = processTurns.begin();
  let bytes = 0;
  let found = false;
  let cut = false;
  const end = (more: boolean) =>
    succeed({ position: resumed?.position ?? counter.position, more, cut: cut || (!found && resumed?.isCut === true) });
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    for (const line of decoder.push(chunk)) {
      if (resumed === null) {
        counter.count(line.time);
        if (line.time < since) continue;
      } else if (!resumed.isNew(line.time)) continue;
      else if (!found) cut = resumed.isCut;
      found = true;
      if (!take({ ...line, position: resumed?.position ?? counter.position })) return end(true);
      const rest = slice.rest();
      if (rest !== undefined) await rest;
    }
    // Where nothing new was found in so much, asking again would find the same: so it is read on, until the deadline.
    if (bytes > mostBytes && found) return end(true);
  }
  if (!found && decoder.foreign !== null) {
    return fail({ reason: 'UNAVAILABLE', message: 'the machine of the pod cannot read the log', retryable: true });
  }
  return end(false);
}
