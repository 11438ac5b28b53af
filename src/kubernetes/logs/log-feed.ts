import type { ClusterFailure } from '../../domain/clusters/cluster-failure.ts';
import type { RunName, PlacedLine } from '../../domain/logs/log-line.ts';
import { readsFrom, ResumedLog } from '../../domain/logs/log-position.ts';
import type { LogPosition } from '../../domain/logs/log-position.ts';
import type { LogFollower } from '../../domain/logs/log-source.ts';
import { createBackoff } from '../../lib/backoff.ts';
import { sleep } from '../../lib/sleep.ts';
import { processTurns } from '../../lib/turns.ts';
import type { OpenStream } from '../transport/cluster-transport.ts';
import { connectionFailure } from '../transport/connection-failure.ts';
import { createLogDecoder } from './log-decoder.ts';
import { isGone, isOutlived, isOver, isPrevious } from './log-parts.ts';
import type { LogParts } from './log-parts.ts';
import { logRequest } from './log-request.ts';

/** How long an answer may take to begin, in milliseconds. */
const openDeadlineMs = 10_000;
/** How long a stream that goes on though its run is over is heard: what it is silent for then is its end. */
const lastWordsMs = 2_000;
/** How often a cluster that may not be called is looked at. */
const refusedMs = 500;
/** After an end that nobody has explained, the caches may be late by this. */
const explainedMs = 250;
const backoff = { initialMs: 400, maxMs: 10_000, resetAfterMs: 10_000 };

/** Follows the log of one run over one connection, opened again wherever it breaks, and tells whoever listens. */
export class LogFeed {
  readonly #parts: LogParts;
  readonly #run: RunName;
  readonly #followers = new Set<LogFollower>();
  readonly #ending = new AbortController();
  readonly #ended: () => void;
  #position: LogPosition;
  #trouble: ClusterFailure | null = null;
  #stream: OpenStream | null = null;
  /** Whether the last stream came to the log's end. */
  #isWhole = false;

  constructor(parts: LogParts, run: RunName, from: LogPosition, ended: () => void) {
    this.#parts = parts;
    this.#run = run;
    this.#position = from;
    this.#ended = ended;
  }

  /** The answer ends it; with the last follower the feed ends. */
  add(follower: LogFollower): () => void {
    this.#followers.add(follower);
    follower.lines(this.#position, [], false);
    if (this.#trouble !== null) follower.trouble(this.#trouble);
    return () => {
      if (!this.#followers.delete(follower) || this.#followers.size > 0) return;
      this.#ending.abort();
      this.#ended();
    };
  }

  async run(): Promise<void> {
    const { clock, random } = this.#parts;
    const waits = createBackoff(clock, random, backoff);
    const { signal } = this.#ending;
    const unfollow = this.#parts.onState(({ status }) => {
      // A frozen API server keeps its connections: what was read there is asked for anew when it is back.
      if (status === 'UNREACHABLE') this.#stream?.close();
    });
    try {
      while (!signal.aborted) {
        const end = await this.#followOnce();
        if (signal.aborted) return;
        if (end === 'GONE' || (end === 'ENDED' && this.#isOver())) break;
        if (end === 'ENDED') {
          await sleep(clock, explainedMs, signal);
          if (this.#isOver()) break;
        }
        if (end === 'REFUSED') await sleep(clock, refusedMs, signal);
        else await sleep(clock, waits.next(), signal);
      }
    } catch (error) {
      const { namespace, pod, container } = this.#run;
      const { cluster, log } = this.#parts;
      log.error({ cluster, namespace, pod, container, error }, 'following a log failed');
      // Who listens is told that the end was not heard, and looks for it.
      this.#isWhole = false;
    } finally {
      if (!signal.aborted) for (const follower of this.#followers) follower.over(this.#isWhole);
      unfollow();
      this.#ended();
    }
  }

  async #followOnce(): Promise<'ENDED' | 'BROKEN' | 'REFUSED' | 'GONE'> {
    const { transport } = this.#parts;
    if (isGone(this.#parts, this.#run)) return 'GONE';
    if (isOutlived(this.#parts, this.#run)) {
      this.#isWhole = false;
      return 'GONE';
    }
    const refused = this.#parts.refusal();
    if (refused !== null) {
      this.#tell(refused);
      return 'REFUSED';
    }
    const fromSecond = readsFrom(this.#position);
    const request = logRequest(this.#run, {
      fromSecond,
      follow: true,
      previous: isPrevious(this.#parts, this.#run),
      deadlineMs: openDeadlineMs,
    });
    const opened = await transport.open(request, 'logs', this.#ending.signal);
    if (!opened.ok) {
      const { failure } = opened;
      if (failure.reason === 'NOT_FOUND' && isGone(this.#parts, this.#run)) return 'GONE';
      // A container that waits to start is refused, too: nothing is wrong with that.
      if (failure.reason !== 'INVALID') this.#tell(failure);
      return this.#isOver() && failure.reason === 'INVALID' ? 'GONE' : 'BROKEN';
    }
    this.#stream = opened.value;
    this.#isWhole = false;
    const lastWords = this.#hearLastWords(opened.value);
    try {
      this.#tell(null);
      await this.#read(opened.value, lastWords.heard);
      this.#isWhole = true;
      return 'ENDED';
    } catch (error) {
      this.#isWhole = lastWords.isOver;
      if (this.#isOver()) return 'ENDED';
      const failure = connectionFailure(error, { what: 'follow a log', write: false });
      if (this.#parts.refusal() !== null) this.#tell(failure);
      return 'BROKEN';
    } finally {
      lastWords.stop();
      this.#stream = null;
      opened.value.close();
    }
  }

  async #read({ body }: OpenStream, heard: () => void): Promise<void> {
    const decoder = createLogDecoder();
    const resumed = new ResumedLog(this.#position);
    const slice = processTurns.begin();
    let isFirst = true;
    for await (const chunk of body) {
      heard();
      const before = this.#position;
      const lines: PlacedLine[] = [];
      let cut = false;
      for (const line of decoder.push(chunk)) {
        if (!resumed.isNew(line.time)) continue;
        if (isFirst) cut = resumed.isCut;
        isFirst = false;
        lines.push({ ...line, position: resumed.position });
      }
      if (lines.length > 0) {
        this.#position = resumed.position;
        for (const follower of this.#followers) follower.lines(before, lines, cut);
      }
      const rest = slice.rest();
      if (rest !== undefined) await rest;
    }
  }

  /** Closes a stream that goes on in silence though its run is over: its server did not see the end. */
  #hearLastWords(stream: OpenStream): { readonly isOver: boolean; readonly heard: () => void; stop(): void } {
    const { clock, pods } = this.#parts;
    let cancel: (() => void) | null = null;
    let isOver = false;
    const wait = (): void => {
      cancel?.();
      cancel = clock.after(lastWordsMs, () => {
        isOver = true;
        stream.close();
      });
    };
    const look = (): void => {
      if (cancel === null && this.#isOver()) wait();
    };
    const unsubscribe = pods.subscribe(({ object }) => {
      if (object.meta.uid === this.#run.podUid) look();
    });
    look();
    return {
      get isOver() {
        return isOver;
      },
      heard: () => {
        if (cancel !== null) wait();
      },
      stop() {
        unsubscribe();
        cancel?.();
      },
    };
  }

  #isOver(): boolean {
    return isOver(this.#parts, this.#run);
  }

  #tell(failure: ClusterFailure | null): void {
    if (failure?.reason === this.#trouble?.reason) return;
    this.#trouble = failure;
    for (const follower of this.#followers) follower.trouble(failure);
  }
}
