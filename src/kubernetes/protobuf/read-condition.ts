import type { Condition } from '../../domain/workloads/workload.ts';
import { KnownValues } from './known-values.ts';
import { readTime } from './leaf-messages.ts';
import { processTexts } from './short-texts.ts';
import { WireCursor } from './wire-cursor.ts';

/** Field numbers of what differs between kinds: all conditions have their type and status first, and reason and message alike. */
interface Fields {
  readonly lastTransition: number;
  /** Null where the kind has none. */
  readonly lastUpdate: number | null;
}

/** Reads a condition of a workload from `start` to `end` (exclusive). @throws StreamError */
export type ConditionReader = (bytes: Buffer, start: number, end: number) => Condition;

const cursor = new WireCursor(Buffer.alloc(0));

/** Conditions of a kind. Of many workloads they are equal, and they stay while other things of a workload change. */
export function conditionReader({ lastTransition, lastUpdate }: Fields): ConditionReader {
  const known = new KnownValues<Condition>(4096, 1024 * 1024);

  function read(bytes: Buffer, start: number, end: number): Condition {
    let type = '';
    let status: Condition['status'] = 'Unknown';
    let reason = '';
    let message = '';
    let lastTransitionAt: number | null = null;
    let lastUpdateAt: number | null = null;
    cursor.bytes = bytes;
    cursor.at = start;
    while (cursor.at < end) {
      const tag = cursor.unsigned(end);
      const field = tag >>> 3;
      if (field === 1) type = text(tag, end);
      else if (field === 2) status = statusOf(text(tag, end));
      else if (field === 4) reason = text(tag, end);
      else if (field === 5) message = text(tag, end);
      else if (field === lastTransition) lastTransitionAt = time(tag, end);
      else if (field === lastUpdate) lastUpdateAt = time(tag, end);
      else cursor.skip(tag & 7, end);
    }
    return Object.freeze({ type, status, reason, message, lastTransitionAt, lastUpdateAt });
  }

  return (bytes, start, end) => known.of(bytes, start, end, read);
}

function statusOf(text: string): Condition['status'] {
  return text === 'True' || text === 'False' ? text : 'Unknown';
}

function text(tag: number, end: number): string {
  const stop = cursor.stopOf(tag & 7, end);
  const read = processTexts.read(cursor.bytes, cursor.at, stop);
  cursor.at = stop;
  return read;
}

function time(tag: number, end: number): number | null {
  const read = readTime(cursor, cursor.stopOf(tag & 7, end));
  return read === null ? null : read.seconds * 1000;
}
