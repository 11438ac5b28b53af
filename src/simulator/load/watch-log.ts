import type { ServerResponse } from 'node:http';
import type { Clock } from '../../lib/clock.ts';
import { expired } from '../objects/status.ts';
import type { Home } from './filling.ts';
import type { KindEncoder } from './kind-encoder.ts';
import { write } from './write.ts';
import type { Change, KindLog, Row } from './kind-log.ts';

/** What a watch shows, and how. */
export interface WatchOptions {
  readonly home: Home;
  readonly log: KindLog;
  readonly encoder: KindEncoder;
  /** The cluster's resource version now. */
  readonly resourceVersion: () => number;
  /** Where to begin: behind this version, or with the present objects and the bookmark that ends them. */
  readonly from: number | 'initial-events';
  readonly bookmarks: boolean;
  readonly clock: Clock;
  /** Resolves when the cluster may send; at once while it is not black-holed. */
  readonly gate: () => Promise<void>;
}

const bookmarkIntervalMs = 60_000;

/** Sends the changes of a kind until the reader leaves; never more at a time than the reader takes. */
export async function watchLog(options: WatchOptions, response: ServerResponse): Promise<void> {
  const { home, log, encoder, from, gate } = options;
  const asked = from === 'initial-events' ? log.end : log.positionAfter(from);
  if (asked === null) {
    response.end(encoder.error(expired(`too old resource version: ${from}`)));
    return;
  }
  let position = asked;
  let wake = (): void => undefined;
  const stopFollowing = log.follow(() => wake());
  // Nothing is to be read of a request; the end of its connection is what matters.
  response.on('close', () => wake());
  let bookmarkDue = false;
  let cancelBookmark = planBookmark();
  function planBookmark(): () => void {
    return options.clock.after(bookmarkIntervalMs, () => {
      bookmarkDue = options.bookmarks;
      wake();
      cancelBookmark = planBookmark();
    });
  }

  async function send(bytes: Buffer): Promise<void> {
    await gate();
    await write(response, bytes);
  }

  /** Changes that are there now; null in their place where the reader was overtaken. */
  function* pending(overtaken: () => void): Generator<Change, void, undefined> {
    for (;;) {
      const change = log.read(position);
      if (change === null) overtaken();
      if (change === null || change === undefined) return;
      position += 1;
      yield change;
    }
  }

  try {
    if (from === 'initial-events') {
      const version = String(options.resourceVersion());
      for (const bytes of encoder.frames(home, added(log.snapshot()))) await send(bytes);
      await send(encoder.bookmark(version, true));
    }
    while (!response.destroyed) {
      let overtaken = false;
      const changes = pending(() => {
        overtaken = true;
      });
      for (const bytes of encoder.frames(home, changes)) await send(bytes);
      if (overtaken) {
        response.end(encoder.error(expired('the watch fell too far behind')));
        return;
      }
      if (bookmarkDue) {
        bookmarkDue = false;
        await send(encoder.bookmark(String(options.resourceVersion()), false));
      }
      if (log.read(position) !== undefined || response.destroyed) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    cancelBookmark();
    stopFollowing();
  }
}

function* added(rows: readonly Row[]): Generator<Change, void, undefined> {
  for (const row of rows) yield { type: 'ADDED', row };
}
