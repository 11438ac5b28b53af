import type { ObjectMeta, OwnerReference } from '../../domain/workloads/object-meta.ts';
import { ProjectionError, lastApplied, maxAnnotationLength } from '../projections/object-meta.ts';
import { KnownValues } from './known-values.ts';
import { readTime } from './leaf-messages.ts';
import { processTexts, readText } from './short-texts.ts';
import { WireCursor } from './wire-cursor.ts';

type Texts = Readonly<Record<string, string>>;

/** Labels and annotations, which whole families of objects have in common, and owners. */
const labelMaps = new KnownValues<Texts>(8192, 1024 * 1024);
const annotationMaps = new KnownValues<Texts>(4096, 1024 * 1024);
const owners = new KnownValues<OwnerReference | null>(4096, 1024 * 1024);
const noTexts: Texts = Object.freeze({});
/** Of what lies within what `cursor` of a caller reads. */
const inner = new WireCursor(Buffer.alloc(0));

/**
 * The ObjectMeta from where the cursor is to `end` (exclusive), by the field numbers of `k8s.io/apimachinery` meta/v1: what `projectMeta`
 * would make of its JSON. Everything else, above all `managedFields`, is passed over by its length.
 * @see https://github.com/kubernetes/apimachinery/blob/v0.37.0/pkg/apis/meta/v1/generated.proto
 * @throws StreamError for bytes that are no message, ProjectionError
 */
export function readMeta(cursor: WireCursor, end: number): ObjectMeta {
  const { bytes } = cursor;
  let name = '';
  let namespace = '';
  let uid = '';
  let resourceVersion = '';
  let generation = 0;
  let createdAt = 0;
  let deletionEndsAt: number | null = null;
  let graceSeconds = 0;
  let labels = noTexts;
  let annotations = noTexts;
  let controller: OwnerReference | null = null;
  while (cursor.at < end) {
    const tag = cursor.unsigned(end);
    const field = tag >>> 3;
    if (field === 7) generation = cursor.intOf(tag & 7, end);
    else if (field === 10) graceSeconds = cursor.intOf(tag & 7, end);
    else if (field === 11) labels = and(labels, readMap(cursor, tag, end, labelMaps, readLabels));
    else if (field === 12) annotations = and(annotations, readMap(cursor, tag, end, annotationMaps, readAnnotations));
    else if (field < 14 && field !== 2 && field !== 4) {
      const stop = cursor.stopOf(tag & 7, end);
      const { at } = cursor;
      if (field === 1) name = readText(bytes, at, stop);
      else if (field === 3) namespace = processTexts.read(bytes, at, stop);
      else if (field === 5) uid = readText(bytes, at, stop);
      else if (field === 6) resourceVersion = readText(bytes, at, stop);
      else if (field === 8) createdAt = readMillis(cursor, stop) ?? 0;
      else if (field === 9) deletionEndsAt = readMillis(cursor, stop);
      else if (field === 13) controller ??= owners.of(bytes, at, stop, readController);
      cursor.at = stop;
    } else cursor.skip(tag & 7, end);
  }
  if (name === '' || uid === '') throw new ProjectionError('an object without name or uid');
  return Object.freeze({
    uid,
    name,
    namespace,
    resourceVersion,
    generation,
    createdAt,
    deletionRequestedAt: deletionEndsAt === null ? null : deletionEndsAt - graceSeconds * 1000,
    labels,
    annotations,
    controller,
  });
}

function readMillis(cursor: WireCursor, end: number): number | null {
  const time = readTime(cursor, end);
  return time === null ? null : time.seconds * 1000;
}

type Make<T> = (bytes: Buffer, start: number, end: number) => T;

/** All entries that follow each other, from the length of the first on: what wrote them wrote the map in one go. */
function readMap(cursor: WireCursor, tag: number, end: number, known: KnownValues<Texts>, make: Make<Texts>): Texts {
  const start = cursor.at;
  let stop: number;
  do {
    stop = cursor.at = cursor.stopOf(tag & 7, end);
  } while (cursor.at < end && cursor.unsigned(end) === tag);
  cursor.at = stop;
  return known.of(cursor.bytes, start, stop, make);
}

/** Entries of one map that do not follow each other are of one map nevertheless. */
function and(before: Texts, texts: Texts): Texts {
  return before === noTexts ? texts : Object.freeze({ ...before, ...texts });
}

function readLabels(bytes: Buffer, start: number, end: number): Texts {
  return readEntries(bytes, start, end, Number.POSITIVE_INFINITY);
}

function readAnnotations(bytes: Buffer, start: number, end: number): Texts {
  return readEntries(bytes, start, end, maxAnnotationLength);
}

function readEntries(bytes: Buffer, start: number, end: number, maxLength: number): Texts {
  const texts: Record<string, string> = {};
  inner.bytes = bytes;
  inner.at = start;
  while (inner.at < end) {
    const stop = inner.stop(end);
    let key = '';
    let value = '';
    while (inner.at < stop) {
      const tag = inner.unsigned(stop);
      const field = tag >>> 3;
      if (field !== 1 && field !== 2) {
        inner.skip(tag & 7, stop);
        continue;
      }
      const last = inner.stopOf(tag & 7, stop);
      const text = processTexts.read(bytes, inner.at, last);
      inner.at = last;
      if (field === 1) key = text;
      else value = text;
    }
    if (key !== lastApplied && value.length <= maxLength) texts[key] = value;
    if (inner.at < end) inner.unsigned(end);
  }
  return Object.freeze(texts);
}

/** Null for an owner that does not control the object. */
function readController(bytes: Buffer, start: number, end: number): OwnerReference | null {
  let apiVersion = '';
  let kind = '';
  let name = '';
  let uid = '';
  let controls = false;
  inner.bytes = bytes;
  inner.at = start;
  while (inner.at < end) {
    const tag = inner.unsigned(end);
    const field = tag >>> 3;
    if (field === 6) controls = inner.intOf(tag & 7, end) !== 0;
    else if (field === 1 || field === 3 || field === 4 || field === 5) {
      const stop = inner.stopOf(tag & 7, end);
      const { at } = inner;
      inner.at = stop;
      if (field === 1) kind = processTexts.read(bytes, at, stop);
      else if (field === 3) name = readText(bytes, at, stop);
      else if (field === 4) uid = readText(bytes, at, stop);
      else apiVersion = processTexts.read(bytes, at, stop);
    } else inner.skip(tag & 7, end);
  }
  return controls ? Object.freeze({ apiVersion, kind, name, uid }) : null;
}
