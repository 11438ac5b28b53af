import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ArgumentError } from '../fleet/fleet.ts';
import { appText } from '../fleet/key-text.ts';
import type { AppKey } from '../fleet/keys.ts';
import { parseLogTime } from './log-time.ts';
import type { LogPosition } from './log-position.ts';

/** Where a reader is in the log of one container. */
export interface ContainerPlace {
  readonly clusterId: string;
  readonly namespace: string;
  readonly pod: string;
  readonly podUid: string;
  readonly container: string;
  readonly restart: number;
  readonly position: LogPosition;
  /** Whether the run was over, and all of it was read. */
  readonly over: boolean;
}

/** More containers than one stream follows, so that those that ended lately fit as well. */
const mostPlaces = 1_000;
/** Of a cursor, unpacked. */
const mostBytes = 512 * 1024;
/** Of a cursor: 1,000 places whose pods have names of usual length fit. */
const mostCharacters = 128 * 1024;

/**
 * Where a reader is in the logs of an app, as many of the first 1,000 of these as fit: an opaque text of at most 131,072 characters, good for this app
 * alone. It holds nothing but what the reader was told, so that nothing is lost by somebody's reading or forging it: whatever it names, only containers
 * of the app are read.
 */
export function encodeLogCursor(app: AppKey, places: readonly ContainerPlace[]): string {
  const rows = places
    .slice(0, mostPlaces)
    .map(({ position: at, ...place }) => [
      place.clusterId,
      place.namespace,
      place.pod,
      place.podUid,
      place.container,
      place.restart,
      [at.second, at.before, at.current, at.newest],
      place.over ? 1 : 0,
    ]);
  for (;;) {
    const text = JSON.stringify([scopeOf(app), rows]);
    const cursor = deflateRawSync(text).toString('base64url');
    const excess = Math.max(cursor.length / mostCharacters, Buffer.byteLength(text) / mostBytes);
    if (excess <= 1) return cursor;
    // A little more than seems to be needed: what is left may be of the longer ones.
    rows.length = Math.floor((rows.length / excess) * 0.95);
  }
}

/** @throws ArgumentError INVALID for what is no cursor of this app's logs */
export function decodeLogCursor(app: AppKey, cursor: string): readonly ContainerPlace[] {
  const [scope, rows] = parse(cursor);
  const places = Array.isArray(rows) && rows.length <= mostPlaces ? rows.map(placeOf) : [null];
  if (scope !== scopeOf(app) || places.includes(null)) {
    throw new ArgumentError(
      'INVALID',
      'The cursor is not one that the logs of this app gave out. Pass it as it came, or begin without one.',
    );
  }
  return places.flatMap((place) => place ?? []);
}

function placeOf(row: unknown): ContainerPlace | null {
  if (!Array.isArray(row)) return null;
  const [clusterId, namespace, pod, podUid, container, restart, at, over] = row as readonly unknown[];
  const [second, before, current, newest] = Array.isArray(at) ? (at as readonly unknown[]) : [];
  if (![clusterId, namespace, pod, podUid, container].every((each) => typeof each === 'string')) return null;
  if (!isCount(restart) || !isCount(second) || !isCount(before) || !isCount(current)) return null;
  if (typeof newest !== 'string' || (newest === '' ? second !== 0 : parseLogTime(newest) !== newest)) return null;
  return {
    clusterId: String(clusterId),
    namespace: String(namespace),
    pod: String(pod),
    podUid: String(podUid),
    container: String(container),
    restart,
    position: { second, before, current, newest },
    over: over === 1,
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 1e11;
}

function parse(cursor: string): readonly unknown[] {
  if (cursor.length > mostCharacters || !/^[\w-]+$/.test(cursor)) return [];
  try {
    const text = inflateRawSync(Buffer.from(cursor, 'base64url'), { maxOutputLength: mostBytes }).toString();
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function scopeOf(app: AppKey): string {
  return `logs ${createHash('sha256').update(appText(app)).digest('base64url').slice(0, 12)}`;
}
