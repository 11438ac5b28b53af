import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
import type { Slot } from '../../lib/slots.ts';
import { kindName } from '../kinds.ts';
import type { Staging } from '../cache/kind-store.ts';
import type { OpenStream } from '../transport/cluster-transport.ts';
import { resourcePath } from '../transport/paths.ts';
import { acceptOf, watchDecoderOf } from './encoding.ts';
import { maxObjectBytes } from './paged-list.ts';
import { readChunks } from './read-chunks.ts';
import type { ChunkSteps } from './read-chunks.ts';
import { outcomeOf, outcomeOfError } from './reflector-context.ts';
import type { Outcome, ReflectorContext } from './reflector-context.ts';
import type { WatchEvent } from './watch-events.ts';

/** How far a watch came. Moves on only after an event is applied. */
export interface Position {
  /** Null: nothing is listed yet, so the watch begins with the streaming list. */
  resourceVersion: string | null;
}

/** The server answers the headers of a watch at once; a streaming list may first wait for its own cache. */
const openDeadlineMs = 15_000;
/** Silence within a streaming list after which it is given up for pages. */
const listSilenceMs = 10_000;
/** Bookmarks come about every minute; silence beyond two of them is a dead connection, whatever the probe says. */
const watchSilenceMs = 150_000;
/** A watch that ends sooner, without an event, was not really one. */
const shortestWatchMs = 1000;

/** Watches a kind until the stream ends; without a position, first takes the streaming list over the same stream. */
export async function watchKind<T extends CachedObject>(
  context: ReflectorContext<T>,
  position: Position,
  signal: AbortSignal,
): Promise<Outcome> {
  const { clock, kind, store } = context;
  const listing = position.resourceVersion === null;
  const slot = listing ? await context.lists.take() : null;
  const startedAt = clock.now();
  const before = position.resourceVersion;
  try {
    const opened = await context.transport.open(watchRequest(context, position), 'watches', signal);
    if (!opened.ok) {
      const { status } = opened.failure;
      return listing && (status === 400 || status === 422) ? { type: 'NOT_STREAMED' } : outcomeOf(opened.failure);
    }
    const outcome = await readStream(context, position, opened.value, slot);
    const empty =
      outcome.type === 'ENDED' && position.resourceVersion === before && clock.now() - startedAt < shortestWatchMs;
    if (!empty || signal.aborted) return outcome;
    const message = `the API server ends the watch of ${kindName(kind)} at once`;
    return { type: 'FAILED', failure: { reason: 'UNAVAILABLE', message, retryable: true } };
  } finally {
    slot?.giveBack();
    store.setLive(false);
  }
}

function watchRequest<T extends CachedObject>(context: ReflectorContext<T>, position: Position) {
  const { kind, random } = context;
  const start =
    position.resourceVersion === null
      ? { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' }
      : { resourceVersion: position.resourceVersion };
  // Random, so that the watches of a fleet do not end together.
  const timeoutSeconds = String(300 + Math.floor(random() * 300));
  return {
    path: resourcePath(kind.type),
    query: { watch: '1', allowWatchBookmarks: 'true', timeoutSeconds, ...start },
    accept: acceptOf(kind, context.encoding),
    what: `watch ${kindName(kind)}`,
    deadlineMs: openDeadlineMs,
  };
}

async function readStream<T extends CachedObject>(
  context: ReflectorContext<T>,
  position: Position,
  stream: OpenStream,
  slot: Slot | null,
): Promise<Outcome> {
  const { clock, kind, store, observer, cluster } = context;
  let staging: Staging<T> | null = position.resourceVersion === null ? store.stage() : null;
  let staged = 0;
  const slice = context.turns.begin();
  const silence = {
    clock,
    ms: () => (staging === null ? watchSilenceMs : listSilenceMs),
    what: `watch ${kindName(kind)}`,
  };
  try {
    const decoder = watchDecoderOf(kind, context.encoding, stream.contentType, maxObjectBytes);
    if (staging === null) {
      store.setLive(true);
      context.succeeded();
    }
    const outcome = await readChunks(stream, silence, function* (chunk): ChunkSteps<Outcome> {
      let applied = 0;
      slot?.touch();
      const turn = slice.rest();
      if (turn !== undefined) yield turn;
      for (const event of decoder.push(chunk)) {
        if (event.type === 'ERROR') return outcomeOfErrorEvent(event, kindName(kind));
        applyEvent(context, staging, event);
        if (staging === null) {
          position.resourceVersion = event.resourceVersion;
          applied += 1;
        } else if (event.type === 'BOOKMARK' && event.initialEventsEnd) {
          const complete = staging;
          staging = null;
          store.observed(clock.now());
          store.setLive(true);
          yield complete.commit(slice);
          position.resourceVersion = event.resourceVersion;
          slot?.giveBack();
          context.succeeded();
          observer.listed(cluster, kindName(kind), 'streamed', staged);
        } else {
          staged += 1;
        }
        const rest = slice.rest();
        if (rest !== undefined) yield rest;
      }
      if (applied > 0) {
        store.observed(clock.now());
        observer.eventsApplied(cluster, kindName(kind), applied);
      }
      return undefined;
    });
    if (outcome !== undefined) return outcome;
    decoder.end();
    return staging === null ? { type: 'ENDED' } : { type: 'NOT_STREAMED' };
  } catch (error) {
    // Whatever keeps a streaming list from its end, the list in pages may still succeed.
    const outcome = outcomeOfError(error, 'watch', kind);
    return staging !== null && outcome.type === 'FAILED' && outcome.failure.reason === 'TIMEOUT'
      ? { type: 'NOT_STREAMED' }
      : outcome;
  } finally {
    staging?.discard();
    stream.close();
  }
}

function applyEvent<T extends CachedObject>(
  context: ReflectorContext<T>,
  staging: Staging<T> | null,
  event: Exclude<WatchEvent<T>, { type: 'ERROR' }>,
): void {
  if (event.type === 'BOOKMARK') return;
  const { object } = event;
  if (event.type === 'DELETED') (staging ?? context.store).remove(object.meta.uid);
  else if (staging === null) context.store.upsert(object);
  else staging.add(object);
}

function outcomeOfErrorEvent(event: Extract<WatchEvent<CachedObject>, { type: 'ERROR' }>, kind: string): Outcome {
  const { status, statusReason } = event;
  if (status === 410 || statusReason === 'Expired' || statusReason === 'Gone') return { type: 'EXPIRED' };
  if (status === 429) return { type: 'WAIT', delayMs: event.retryAfterMs ?? 1000 };
  const message = `the API server ended the watch of ${kind} (${status} ${statusReason})`;
  return { type: 'FAILED', failure: { reason: 'UNAVAILABLE', message, retryable: true, status, statusReason } };
}
