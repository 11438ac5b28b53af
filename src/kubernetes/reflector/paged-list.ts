import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
import type { Staging } from '../cache/kind-store.ts';
import { kindName } from '../kinds.ts';
import { textOf } from '../projections/read.ts';
import { resourcePath } from '../transport/paths.ts';
import { acceptOf, objectsDecoderOf } from './encoding.ts';
import { outcomeOf, outcomeOfError } from './reflector-context.ts';
import type { Outcome, ReflectorContext } from './reflector-context.ts';
import { StreamError } from './stream-error.ts';
import { withWatchdog } from './watchdog.ts';

/** Objects asked for at once. */
const pageSize = 500;
/** A page must begin within this time, and must then never pause for so long. */
const pageDeadlineMs = 30_000;
export const maxObjectBytes = 32 * 1024 * 1024;

/**
 * Lists a kind in pages of 500 at one consistent resource version, reading each page item by item, and replaces what is held
 * once all are there. Answers the resource version to watch from, or how it failed; then the cache is as before.
 */
export async function listInPages<T extends CachedObject>(
  context: ReflectorContext<T>,
  signal: AbortSignal,
): Promise<{ readonly resourceVersion: string } | Outcome> {
  const staging = context.store.stage();
  const giveBack = await context.lists.take();
  let committed = false;
  try {
    let page: string | null = '';
    let resourceVersion = '';
    let count = 0;
    const slice = context.turns.begin();
    while (page !== null) {
      const read: Page | Outcome = await readPage(context, staging, page, signal);
      if ('type' in read) return read;
      count += read.count;
      resourceVersion = read.resourceVersion;
      page = read.next;
    }
    if (resourceVersion === '') throw new StreamError('a list has no resourceVersion');
    committed = true;
    context.store.observed(context.clock.now());
    await staging.commit(slice);
    context.succeeded();
    context.observer.listed(context.cluster, kindName(context.kind), 'paged', count);
    return { resourceVersion };
  } catch (error) {
    return outcomeOfError(error, 'list', context.kind);
  } finally {
    giveBack();
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
  continueFrom: string,
  signal: AbortSignal,
): Promise<Page | Outcome> {
  const { kind, transport, clock, turns } = context;
  const opened = await transport.open(
    {
      path: resourcePath(kind.type),
      // Without resourceVersion the list is consistent; with `resourceVersion=0` servers ignore `limit`.
      query: { limit: String(pageSize), ...(continueFrom === '' ? {} : { continue: continueFrom }) },
      accept: acceptOf(kind, context.encoding),
      what: `list ${kindName(kind)}`,
      deadlineMs: pageDeadlineMs,
    },
    'calls',
    signal,
  );
  if (!opened.ok) return outcomeOf(opened.failure);
  const decoder = objectsDecoderOf(kind, context.encoding, opened.value.contentType, maxObjectBytes);
  const slice = turns.begin();
  const body = withWatchdog(opened.value, clock, () => pageDeadlineMs, `list ${kindName(kind)}`);
  let count = 0;
  try {
    for await (const chunk of body) {
      for (const item of decoder.push(chunk)) {
        staging.add(kind.project(item));
        count += 1;
        const rest = slice.rest();
        if (rest !== undefined) await rest;
      }
    }
    const metadata = decoder.end();
    return { count, resourceVersion: textOf(metadata['resourceVersion']) ?? '', next: textOf(metadata['continue']) };
  } finally {
    opened.value.close();
  }
}
