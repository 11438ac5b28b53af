import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
import type { Staging } from '../cache/kind-store.ts';
import type { Slot } from '../../lib/slots.ts';
import { kindName } from '../kinds.ts';
import { textOf } from '../projections/read.ts';
import { resourcePath } from '../transport/paths.ts';
import { acceptOf, objectsDecoderOf } from './encoding.ts';
import { outcomeOf, outcomeOfError } from './reflector-context.ts';
import type { Outcome, ReflectorContext } from './reflector-context.ts';
import { StreamError } from './stream-error.ts';
import { readChunks } from './read-chunks.ts';
import type { ChunkSteps } from './read-chunks.ts';

/** Objects asked for at once. */
const pageSize = '500';
/** A page must begin within this time, and must then never pause for so long. */
const pageDeadlineMs = 30_000;
export const maxObjectBytes = 32 * 1024 * 1024;

/**
 * Lists a kind in pages of 500 at one consistent resource version, reading each page item by item, and replaces what is held
 * once all are there. Answers the resource version to watch from, or how it failed; then the cache is as before.
 * @param whole in one page, however large: it cannot expire
 */
export async function listInPages<T extends CachedObject>(
  context: ReflectorContext<T>,
  signal: AbortSignal,
  whole = false,
): Promise<{ readonly resourceVersion: string } | Outcome> {
  const staging = context.store.stage();
  const slot = await context.lists.take();
  let committed = false;
  try {
    let page: string | null = '';
    let resourceVersion = '';
    let count = 0;
    const slice = context.turns.begin();
    while (page !== null) {
      const query: Readonly<Record<string, string>> = {
        ...(!whole && { limit: pageSize }),
        ...(page !== '' && { continue: page }),
      };
      const read: Page | Outcome = await readPage(context, staging, query, slot, signal);
      if ('type' in read) return read;
      count += read.count;
      resourceVersion = read.resourceVersion;
      page = read.next;
    }
    if (resourceVersion === '') throw new StreamError('a list has no resourceVersion');
    committed = true;
    context.store.observed(context.clock.now());
    // A complete list is as good as a watch that ends when all of it is told.
    context.store.setLive(true);
    await staging.commit(slice);
    context.succeeded();
    context.observer.listed(context.cluster, kindName(context.kind), 'paged', count);
    return { resourceVersion };
  } catch (error) {
    return outcomeOfError(error, 'list', context.kind);
  } finally {
    context.store.setLive(false);
    slot.giveBack();
    if (!committed) staging.discard();
  }
}

interface Page {
  readonly count: number;
  readonly resourceVersion: string;
  readonly next: string | null;
}

async function readPage<T extends CachedObject>(
  context: ReflectorContext<T>,
  staging: Staging<T>,
  // Without resourceVersion the list is consistent; with `resourceVersion=0` servers ignore `limit`.
  query: Readonly<Record<string, string>>,
  slot: Slot,
  signal: AbortSignal,
): Promise<Page | Outcome> {
  const { kind, transport, clock, turns } = context;
  const opened = await transport.open(
    {
      path: resourcePath(kind.type),
      query,
      accept: acceptOf(kind, context.encoding),
      what: `list ${kindName(kind)}`,
      deadlineMs: pageDeadlineMs,
    },
    // Whoever reads or changes something for a caller does not wait behind lists.
    'watches',
    signal,
  );
  if (!opened.ok) return outcomeOf(opened.failure);
  const slice = turns.begin();
  const silence = { clock, ms: () => pageDeadlineMs, what: `list ${kindName(kind)}` };
  let count = 0;
  try {
    const decoder = objectsDecoderOf(kind, context.encoding, opened.value.contentType, maxObjectBytes);
    await readChunks(opened.value, silence, function* (chunk): ChunkSteps<never> {
      slot.touch();
      const turn = slice.rest();
      if (turn !== undefined) yield turn;
      for (const item of decoder.push(chunk)) {
        staging.add(item);
        count += 1;
        const rest = slice.rest();
        if (rest !== undefined) yield rest;
      }
    });
    const metadata = decoder.end();
    return { count, resourceVersion: textOf(metadata['resourceVersion']) ?? '', next: textOf(metadata['continue']) };
  } finally {
    opened.value.close();
  }
}
