import { LogEventsDocument, MetricEventsDocument } from './__generated__/documents.ts';
import type {
  LogEventsSubscription,
  LogEventsSubscriptionVariables,
  MetricEventsSubscription,
  MetricEventsSubscriptionVariables,
} from './__generated__/operation-types.ts';
import type { CallOptions } from './client-options.ts';
import type { Streams } from './streams.ts';

/** One element of the stream of an app's logs. */
export type LogEvent = LogEventsSubscription['logs'];

/** One element of the stream of metrics. */
export type MetricEvent = MetricEventsSubscription['metrics'];

/**
 * What an app's containers write: the last lines, then new ones. After a lost connection it goes on behind the last event: no line
 * comes twice, and where one is left out because its cluster has it no more, a mark says so.
 */
export async function* followLogs(
  streams: Streams,
  variables: LogEventsSubscriptionVariables,
  call?: CallOptions,
): AsyncGenerator<LogEvent, void, undefined> {
  let cursor = variables.after ?? null;
  const events = streams.open<LogEventsSubscription, LogEventsSubscriptionVariables>(
    LogEventsDocument,
    { variablesAfter: () => (cursor === null ? variables : { ...variables, after: cursor }) },
    call,
  );
  for await (const { logs: event } of events) {
    // Marks move no place: of those there can be several with one cursor.
    if (event.cursor === cursor && event.lines.length === 0 && event.marks.length === 0) continue;
    cursor = event.cursor;
    yield event;
  }
}

/**
 * Metrics as they go on: the points of the present range, then new ones. After a lost connection it goes on behind the last point
 * that was told, as far as the range reaches: none comes twice.
 */
export async function* watchMetrics(
  streams: Streams,
  variables: MetricEventsSubscriptionVariables,
  call?: CallOptions,
): AsyncGenerator<MetricEvent, void, undefined> {
  let after = variables.after ?? null;
  const events = streams.open<MetricEventsSubscription, MetricEventsSubscriptionVariables>(
    MetricEventsDocument,
    { variablesAfter: () => (after === null ? variables : { ...variables, after }) },
    call,
  );
  for await (const { metrics: event } of events) {
    if (after !== null && Date.parse(event.to) <= Date.parse(after)) continue;
    after = event.to;
    yield event;
  }
}
