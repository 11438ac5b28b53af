import type { UsageSample } from '../../domain/clusters/cluster-usage.ts';
import type { Clock } from '../../lib/clock.ts';
import type { JsonObject } from '../../lib/json.ts';
import { linkedAbort } from '../../lib/linked-abort.ts';
import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import type { Turns } from '../../lib/turns.ts';
import type { CallFailure } from '../failures.ts';
import { objectOf, objectsOf } from '../projections/read.ts';
import { createListDecoder } from '../reflector/list-decoder.ts';
import { StreamError } from '../reflector/stream-error.ts';
import type { ClusterTransport } from '../transport/cluster-transport.ts';
import { connectionFailure, DeadlineError } from '../transport/connection-failure.ts';
import type { NamedSample } from './project-usage.ts';
import { usageKey } from './usage-store.ts';

const groupVersion = '/apis/metrics.k8s.io/v1beta1';
const listKinds = { pods: 'PodMetricsList', nodes: 'NodeMetricsList' } as const;
const discoveryDeadlineMs = 5000;
const maxItemBytes = 1024 * 1024;
/** As many pods as fit into the caches, several times over. */
const maxSamples = 1_000_000;

/** Whether the cluster has the API; true where it does not let anyone ask. */
export async function servesUsage(
  transport: ClusterTransport,
  plural: 'pods' | 'nodes',
): Promise<Result<boolean, CallFailure>> {
  const answer = await transport.call({
    path: groupVersion,
    what: 'discover metrics.k8s.io',
    deadlineMs: discoveryDeadlineMs,
  });
  if (answer.ok) return succeed(objectsOf(answer.value['resources']).some(({ name }) => name === plural));
  if (answer.failure.status === 404) return succeed(false);
  return answer.failure.reason === 'FORBIDDEN' ? succeed(true) : answer;
}

/**
 * One list of the metrics API, which knows no pages: read item by item, so that the samples of a large cluster do not stop the
 * event loop. `deadlineMs`: from now to the last byte.
 */
export async function readUsage<T extends UsageSample>(options: {
  readonly transport: ClusterTransport;
  readonly plural: 'pods' | 'nodes';
  readonly project: (raw: JsonObject) => NamedSample<T> | null;
  readonly clock: Clock;
  readonly turns: Turns;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}): Promise<Result<ReadonlyMap<string, T>, CallFailure>> {
  const { transport, plural, project, clock, deadlineMs } = options;
  const what = `list ${plural}.metrics.k8s.io`;
  const ending = linkedAbort(options.signal);
  const cancel = clock.after(deadlineMs, () => ending.abort(new DeadlineError(what, deadlineMs)));
  try {
    const opened = await transport.open(
      { path: `${groupVersion}/${plural}`, what, deadlineMs },
      'calls',
      ending.signal,
    );
    if (!opened.ok) return opened;
    const samples = new Map<string, T>();
    const decoder = createListDecoder(maxItemBytes);
    const slice = options.turns.begin();
    try {
      for await (const chunk of opened.value.body) {
        for (const item of decoder.push(chunk)) {
          const found = project(parseItem(item));
          if (found !== null) samples.set(usageKey(found.namespace, found.name), found.sample);
          if (samples.size > maxSamples) throw new StreamError(`there are more than ${maxSamples} samples`);
          const rest = slice.rest();
          if (rest !== undefined) await rest;
        }
      }
      const { kind } = decoder.end();
      if (kind !== listKinds[plural]) throw new StreamError(`it is no ${listKinds[plural]}`);
    } finally {
      opened.value.close();
    }
    return succeed(samples);
  } catch (error) {
    if (error instanceof StreamError) {
      const message = `what answered ${what} is not the metrics API: ${error.message}`;
      return fail({ reason: 'UNAVAILABLE', message, retryable: true });
    }
    const { reason } = ending.signal;
    return fail(connectionFailure(reason instanceof DeadlineError ? reason : error, { what, write: false }));
  } finally {
    cancel();
    ending.release();
  }
}

function parseItem(text: string): JsonObject {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    throw new StreamError('an item of a list is not JSON');
  }
}
