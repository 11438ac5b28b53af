import { KnownBytes, viewOf } from './known-bytes.ts';
import type { WireCursor } from './wire-cursor.ts';

/** Of a PodTemplateSpec: where its two fields lie, as [start, end]. */
export interface TemplateParts {
  readonly metadata: readonly [start: number, end: number];
  readonly spec: readonly [start: number, end: number];
}

const slots = 32_768;
/** Larger templates are seldom the same. */
const largest = 32 * 1024;
/** Stand between pieces; pieces have the numbers behind them. */
const marks = {
  spec: 0,
  endOfContainer: 1,
  container: 2,
  initContainer: 3,
  ephemeralContainer: 4,
  emptyLabels: 5,
} as const;
const containerMarks: Readonly<Record<number, number>> = {
  2: marks.container,
  20: marks.initContainer,
  34: marks.ephemeralContainer,
};

/**
 * Digests of templates by their bytes, without a hash of all of them: each is cut where templates differ (labels, images, settings), and every piece that
 * is not known yet gets a number. Equal keys are equal templates, but for the label `pod-template-hash`.
 */
export class TemplateKeys {
  readonly #known = new KnownBytes(slots, 4 * 1024 * 1024);
  readonly #numbers = new Uint32Array(slots);
  /** Whether the piece in a slot was asked for again since another one came to its place. */
  readonly #asked = new Uint8Array(slots);
  readonly #pieces = new Uint32Array(1024);
  readonly #key = Buffer.from(this.#pieces.buffer);
  readonly #view = new DataView(this.#pieces.buffer);
  /** Digests by key: a workload, its newest revision and those in other clusters have the same template in the same bytes. */
  readonly #keys = new KnownBytes(slots, 4 * 1024 * 1024);
  readonly #digests = Array.from<string | undefined>({ length: slots });
  #slot = 0;
  #count = 0;
  #last = 16;

  /** Makes the key of a template. False for one that is too large. @throws StreamError for bytes that are no message */
  make(cursor: WireCursor, { metadata, spec }: TemplateParts): boolean {
    if (spec[1] - metadata[0] > largest) return false;
    this.#count = 0;
    const view = viewOf(cursor.bytes);
    this.#metadata(cursor, view, metadata);
    this.#add(marks.spec);
    this.#spec(cursor, view, spec);
    if (this.#count > this.#pieces.length) return false;
    this.#slot = this.#keys.slotOf(this.#view, 0, 4 * this.#count);
    return true;
  }

  /** The digest that was told of the template whose key was made last; undefined where it is not known. */
  get digest(): string | undefined {
    return this.#keys.has(this.#slot, this.#view, 0, 4 * this.#count) ? this.#digests[this.#slot] : undefined;
  }

  /** Tells the digest of the template whose key was made last. */
  learn(digest: string): void {
    if (this.#keys.put(this.#slot, this.#key.subarray(0, 4 * this.#count))) this.#digests[this.#slot] = digest;
  }

  #metadata(cursor: WireCursor, view: DataView, [start, end]: readonly [number, number]): void {
    let piece = start;
    let hashed = false;
    let labelled = false;
    cursor.at = start;
    while (cursor.at < end) {
      const { at } = cursor;
      const tag = cursor.unsigned(end);
      if (tag !== labelTag) {
        cursor.skip(tag & 7, end);
        continue;
      }
      this.#piece(view, piece, at);
      const stop = cursor.stop(end);
      if (isHashLabel(cursor, stop)) hashed = true;
      else {
        labelled = true;
        this.#piece(view, at, stop);
      }
      cursor.at = piece = stop;
    }
    this.#piece(view, piece, end);
    // Labels of which none is left are still labels.
    if (hashed && !labelled) this.#add(marks.emptyLabels);
  }

  #spec(cursor: WireCursor, view: DataView, [start, end]: readonly [number, number]): void {
    let piece = start;
    cursor.at = start;
    while (cursor.at < end) {
      const { at } = cursor;
      const tag = cursor.unsigned(end);
      const mark = (tag & 7) === 2 ? containerMarks[tag >>> 3] : undefined;
      if (mark === undefined) {
        cursor.skip(tag & 7, end);
        continue;
      }
      this.#piece(view, piece, at);
      this.#add(mark);
      piece = cursor.stop(end);
      this.#container(cursor, view, piece);
      this.#add(marks.endOfContainer);
    }
    this.#piece(view, piece, end);
  }

  #container(cursor: WireCursor, view: DataView, end: number): void {
    let piece = cursor.at;
    while (cursor.at < end) {
      const { at } = cursor;
      const tag = cursor.unsigned(end);
      cursor.skip(tag & 7, end);
      if (tag !== imageTag && tag !== envTag) continue;
      this.#piece(view, piece, at);
      this.#piece(view, at, cursor.at);
      piece = cursor.at;
    }
    this.#piece(view, piece, end);
  }

  #piece(view: DataView, start: number, end: number): void {
    if (start === end) return;
    const slot = this.#known.slotOf(view, start, end);
    if (this.#known.has(slot, view, start, end)) {
      this.#asked[slot] = 1;
      this.#add(this.#numbers[slot] ?? 0);
      return;
    }
    this.#last += 1;
    // What many templates have in common must not go for what one has alone: with another number, all their keys would be others.
    const isSpared = this.#asked[slot] === 1 && this.#known.isTaken(slot);
    this.#asked[slot] = 0;
    if (!isSpared && this.#known.put(slot, new Uint8Array(view.buffer, view.byteOffset + start, end - start)))
      this.#numbers[slot] = this.#last;
    this.#add(this.#last);
  }

  #add(number: number): void {
    this.#pieces[this.#count] = number;
    this.#count += 1;
  }
}

const labelTag = (11 << 3) | 2;
const imageTag = (2 << 3) | 2;
const envTag = (7 << 3) | 2;

/** An entry of the label `pod-template-hash`, as API servers write it: its key, and behind it its value. */
const hashLabel = Buffer.from('\n\x11pod-template-hash\x12', 'latin1');

/** Whether the entry of a map here is that label, and nothing else. */
function isHashLabel({ bytes, at }: WireCursor, end: number): boolean {
  if (end - at <= hashLabel.length || bytes[at + 1] !== hashLabel[1]) return false;
  for (let index = 0; index < hashLabel.length; index += 1) if (bytes[at + index] !== hashLabel[index]) return false;
  return at + hashLabel.length + 1 + (bytes[at + hashLabel.length] ?? 0) === end;
}
