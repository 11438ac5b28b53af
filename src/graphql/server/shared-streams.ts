import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { anyoneWith, endOf } from '../../auth/session.ts';
import type { Session } from '../../auth/session.ts';
import type { Access } from '../../domain/access/access.ts';
import { canonicalJson } from '../../lib/canonical-json.ts';
import type { EventSource } from '../../lib/event-source.ts';
import type { Log } from '../../lib/log.ts';
import { maskThrown } from '../errors.ts';
import type { ExecuteOperation, Executed } from '../execution/execute-operation.ts';
import type { EdgeOptions, RequestInfo } from './edge.ts';
import type { EdgeMetrics } from './edge-metrics.ts';
import type { PreparedOperation } from './prepare.ts';
import { errorsText, resultText } from './result-text.ts';
import { resultsPerTurn } from './run-subscription.ts';
import { SharedResult } from './shared-result.ts';
import type { ReadStream, StreamReader } from './stream-reader.ts';

/** A subscription that has begun, and whose events others can be told as well. */
export interface Subscription {
  readonly prepared: PreparedOperation;
  readonly source: EventSource<unknown>;
  /** Of whoever began it. */
  readonly info: RequestInfo;
  /** What it was begun with, which decides about its events; null: unknown, and nobody else is told them. */
  readonly seenWith: Access | null;
  /** To be called when the source has ended: aborts the signal of `info`. */
  readonly ended: () => void;
}

/** Of the edge. */
export interface SharedStreamParts {
  readonly log: Log;
  readonly options: Pick<EdgeOptions, 'contextFor'>;
  readonly execute: ExecuteOperation;
  readonly metrics: Pick<EdgeMetrics, 'subscribed' | 'unsubscribed'>;
}

/** Readers after whom everyone else has a turn: 10 ms or so. */
const readersPerTurn = 1_000;

/**
 * The subscriptions that are read by many. Each begins with a source and executions of its own: what is there at that moment, or
 * behind a cursor. As soon as it is where another one of the same document, variables and access is, the two go on as one: an
 * event is then executed, and its result written as JSON, once for all its readers. Whoever reads too slowly goes on with a source
 * of their own, from the event that they have not taken, until they have caught up.
 */
export class SharedStreams {
  readonly parts: SharedStreamParts;
  /** Those that wait for their next event, by what they are and where. */
  readonly #waiting = new Map<string, SharedStream>();
  readonly #accesses = new WeakMap<Access, number>();
  #known = 0;

  constructor(parts: SharedStreamParts) {
    this.parts = parts;
  }

  /** From now on the reader is told what comes, first what is there. */
  open(subscription: Subscription, reader: StreamReader): void {
    this.parts.metrics.subscribed(reader.transport);
    const stream = new SharedStream(this, subscription, this.#nameOf(subscription));
    stream.add(reader);
    stream.begin();
  }

  /** The one that waits there already, or null: from now on it is this one. */
  meet(place: string, stream: SharedStream): SharedStream | null {
    const other = this.#waiting.get(place);
    if (other !== undefined && other !== stream) return other;
    this.#waiting.set(place, stream);
    return null;
  }

  depart(place: string, stream: SharedStream): void {
    if (this.#waiting.get(place) === stream) this.#waiting.delete(place);
  }

  /** The same where the same is asked, with the same rights; null: of nothing else. */
  #nameOf({ prepared: { hash, operationName, variables }, seenWith }: Subscription): string | null {
    if (seenWith === null) return null;
    let access = this.#accesses.get(seenWith);
    if (access === undefined) {
      access = this.#known += 1;
      this.#accesses.set(seenWith, access);
    }
    const asked = canonicalJson([hash, operationName, variables]);
    return `${access} ${digest(asked)}`;
  }
}

/** One source, and all who read it. */
class SharedStream implements ReadStream {
  readonly #streams: SharedStreams;
  readonly #subscription: Subscription;
  readonly #source: EventSource<unknown>;
  readonly #name: string | null;
  readonly #readers = new Set<StreamReader>();
  /** Who have not taken the last result yet. */
  readonly #slow = new Set<StreamReader>();
  #busy = true;
  #closed = false;
  /** Where it waits for others. */
  #place: string | null = null;

  constructor(streams: SharedStreams, subscription: Subscription, name: string | null) {
    this.#streams = streams;
    this.#subscription = subscription;
    this.#source = subscription.source;
    this.#name = name;
    this.#source.onReady(() => this.#wake());
  }

  add(reader: StreamReader): void {
    this.#readers.add(reader);
    reader.stream = this;
  }

  begin(): void {
    void this.#source.begin().then(
      () => this.#pump(),
      (error: unknown) => this.#fail(error),
    );
  }

  leave(reader: StreamReader): void {
    this.#streams.parts.metrics.unsubscribed(reader.transport);
    this.#release(reader);
  }

  flushed(reader: StreamReader): void {
    this.#slow.delete(reader);
    this.#wake();
  }

  #release(reader: StreamReader): void {
    reader.stream = null;
    this.#readers.delete(reader);
    this.#slow.delete(reader);
    if (this.#readers.size === 0) this.#close();
  }

  /** After the present work: several changes at once are one event. */
  #wake(): void {
    if (this.#busy) return;
    this.#busy = true;
    queueMicrotask(() => void this.#pump());
  }

  async #pump(): Promise<void> {
    this.#depart();
    try {
      for (let told = 1; !this.#closed && this.#source.readable && this.#isRead(); told += 1) {
        if (told % resultsPerTurn === 0) await nextTurn();
        const event = this.#source.take();
        if (event === undefined) break;
        await this.#tell(event);
      }
      this.#busy = false;
      if (this.#closed) return;
      if (this.#source.over) this.#complete();
      else this.#settle();
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * Whether it is time for the next event. Whoever has not taken the last one and whoever has part then, the fewer of them with a
   * fork; where nobody has, the first who does is waited for.
   */
  #isRead(): boolean {
    if (this.#slow.size === 0) return true;
    if (this.#slow.size === this.#readers.size) return false;
    const others = this.#fork();
    if (this.#slow.size * 2 <= this.#readers.size) {
      for (const reader of this.#slow) others.#takeOver(reader, this);
      return true;
    }
    for (const reader of this.#readers) if (!this.#slow.has(reader)) others.#takeOver(reader, this);
    others.#wake();
    return false;
  }

  #fork(): SharedStream {
    const over = new AbortController();
    const subscription = {
      ...this.#subscription,
      source: this.#source.fork(),
      info: { ...this.#subscription.info, signal: over.signal },
      ended: () => over.abort(),
    };
    const fork = new SharedStream(this.#streams, subscription, this.#name);
    fork.#busy = false;
    return fork;
  }

  #takeOver(reader: StreamReader, from: SharedStream): void {
    this.add(reader);
    from.#readers.delete(reader);
    if (from.#slow.delete(reader)) this.#slow.add(reader);
  }

  async #tell(event: unknown): Promise<void> {
    const sessions = new Map<Session, Access | null>();
    for (const { session } of this.#readers) if (!sessions.has(session)) sessions.set(session, accessNow(session));
    const results = new Map<Access | null, (reader: StreamReader) => SharedResult>();
    for (const access of sessions.values()) {
      if (access !== null && !results.has(access))
        results.set(access, this.#resultFor(await this.#execute(event, access)));
    }
    let told = 0;
    for (const reader of this.#readers) {
      told += 1;
      if (told % readersPerTurn === 0) await nextTurn();
      const result = results.get(sessions.get(reader.session) ?? null);
      // A session that has ended is told nothing more; whoever ends it has the reader leave.
      if (result !== undefined && reader.stream === this && !reader.next(result(reader))) this.#slow.add(reader);
    }
  }

  async #execute(root: unknown, access: Access): Promise<Executed> {
    const { options, execute } = this.#streams.parts;
    const { prepared, info } = this.#subscription;
    const anyone = { ...info, session: anyoneWith(access), headers: {}, remoteAddress: null };
    return execute({ ...prepared, context: await options.contextFor(anyone), root });
  }

  /** What each reader is told: the same, but for errors that bear the id of an operation. */
  #resultFor(executed: Executed): (reader: StreamReader) => SharedResult {
    const { log } = this.#streams.parts;
    const scope = { requestId: this.#subscription.info.requestId, log };
    const common = resultText(executed, scope);
    const shared = new SharedResult(common.text);
    if (!common.errors.some(({ extensions }) => extensions?.['requestId'] !== undefined)) return () => shared;
    return ({ scope: own }) =>
      own.requestId === scope.requestId ? shared : new SharedResult(resultText(executed, own).text);
  }

  /** Joins the one that is at the same place, where there is one: the one with fewer readers ends. */
  #settle(): void {
    const { place } = this.#source;
    if (this.#name === null || place === null) return;
    this.#place = `${this.#name} ${digest(place)}`;
    const other = this.#streams.meet(this.#place, this);
    if (other === null) return;
    if (other.#readers.size >= this.#readers.size) {
      other.#absorb(this);
    } else {
      const at = this.#place;
      this.#absorb(other);
      this.#streams.meet(at, this);
    }
  }

  #absorb(other: SharedStream): void {
    for (const reader of other.#readers) this.add(reader);
    for (const reader of other.#slow) this.#slow.add(reader);
    other.#readers.clear();
    other.#slow.clear();
    other.#close();
  }

  #depart(): void {
    if (this.#place !== null) this.#streams.depart(this.#place, this);
    this.#place = null;
  }

  #fail(error: unknown): void {
    for (const reader of this.#readers) {
      reader.next(new SharedResult(errorsText([maskThrown(error, reader.scope)]).text));
    }
    this.#complete();
  }

  #complete(): void {
    for (const reader of this.#readers) {
      this.leave(reader);
      reader.complete();
    }
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#depart();
    this.#source.onReady(null);
    this.#source.close();
    this.#subscription.ended();
  }
}

function digest(text: string): string {
  return hash('sha256', text, 'base64url');
}

/** Null: it is over. */
function accessNow(session: Session): Access | null {
  return endOf(session) === null ? session.caller.access : null;
}
