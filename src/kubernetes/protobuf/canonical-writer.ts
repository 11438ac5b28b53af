import { StreamError } from '../reflector/stream-error.ts';
import { KnownBytes, viewOf } from './known-bytes.ts';
import { readIntOrString, readQuantity, readTime } from './leaf-messages.ts';
import { UnknownFieldError } from './message-reader.ts';
import type { Field, FieldKind, MessageType } from './message-type.ts';
import { processTexts } from './short-texts.ts';
import { WireCursor, wireTypes } from './wire-cursor.ts';

/** Where a member stands in the text of a message, and how it begins. */
interface Member {
  readonly field: Field;
  /** Its tag, as API servers write it. */
  readonly tag: number;
  /** `"name":` */
  readonly head: Buffer;
  /** Null where the message has none. */
  readonly orNull: boolean;
}

/** What a field number of a message stands for. */
type Place =
  | { readonly rank: number; readonly tag: number; readonly many: boolean; readonly inline: null }
  | { readonly inline: readonly (Place | undefined)[]; readonly type: MessageType };

/** How the text of a message is made: its members in the order of their names. */
interface Layout {
  readonly type: MessageType;
  readonly members: readonly Member[];
  readonly places: readonly (Place | undefined)[];
}

const layouts = new Map<MessageType, Layout>();
/** Hardly any two templates have the same. */
const differing: ReadonlySet<string> = new Set(['Container', 'EphemeralContainer']);
const knownSlots = 8192;
const knownRoom = 2 * 1024 * 1024;
/** Messages do not go deeper. */
const deepest = 40;
const mostMembers = 60;
const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [brace, endOfBrace, bracket, endOfBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Writes the canonical JSON of a message (see `canonicalJson`) from its bytes: an object in between would cost ten times as much.
 * Each message is gone through twice, first to find where its members lie.
 */
export class CanonicalWriter {
  /** The text is what lies before `at`. */
  bytes: Buffer = Buffer.allocUnsafeSlow(16 * 1024);
  at = 0;
  /** A message says something in a way in which no API server says it: what was written is not to be used. */
  irregular = false;
  readonly #cursor = new WireCursor(Buffer.alloc(0));
  readonly #found = new Int32Array(deepest * mostMembers);
  /** Messages, and the texts that were written of them: what most templates say (probes, settings, mounts) is written once. */
  readonly #known = new KnownBytes(knownSlots, knownRoom);
  readonly #knownTypes: (MessageType | undefined)[] = Array.from<MessageType | undefined>({ length: knownSlots });
  readonly #knownLengths = new Int32Array(knownSlots);
  #from = targetOf(this.bytes);
  #to = targetOf(this.bytes);
  #used = 0;
  #depth = 0;
  #without: string | null = null;

  /** Begins a new text. */
  clear(): void {
    this.at = 0;
    this.irregular = false;
    this.#used = 0;
    this.#depth = 0;
  }

  /** Appends what is not to be escaped. */
  plain(text: Uint8Array): void {
    this.#reserve(text.length);
    this.bytes.set(text, this.at);
    this.at += text.length;
  }

  /**
   * Appends a message that lies in the bytes from `start` to `end` (exclusive), its labels without that one.
   * @throws StreamError for bytes that are no message, UnknownFieldError
   */
  message(type: MessageType, from: Buffer, start: number, end: number, withoutLabel: string | null = null): void {
    this.#cursor.bytes = from;
    this.#from = viewOf(from);
    this.#without = withoutLabel;
    this.#message(layoutOf(type), start, end);
  }

  #message({ type, members, places }: Layout, start: number, end: number): void {
    if ((this.#depth += 1) > deepest) throw new StreamError('a message is nested too deep');
    const base = this.#used;
    this.#used += members.length;
    this.#found.fill(-1, base, this.#used);
    this.#find(type, places, base, start, end, false);
    this.#byte(brace);
    for (let rank = 0; rank < members.length && !this.irregular; rank += 1) {
      const member = members[rank];
      const at = this.#found[base + rank] ?? -1;
      if (member === undefined) continue;
      this.#cursor.at = at;
      if (at !== -1) this.#member(member, end);
      else if (member.orNull) {
        this.#head(member);
        this.#ascii('null');
      }
    }
    this.#byte(endOfBrace);
    this.#cursor.at = end;
    this.#used = base;
    this.#depth -= 1;
  }

  /** Notes where the first value of each member lies, behind its tag. */
  #find(type: MessageType, places: Layout['places'], base: number, start: number, end: number, inlined: boolean): void {
    const cursor = this.#cursor;
    cursor.at = start;
    let last = 0;
    while (cursor.at < end) {
      const tag = cursor.unsigned(end);
      const place = places[tag >>> 3];
      if (place === undefined) {
        if (type.exact) throw new UnknownFieldError(type.name, tag >>> 3);
        cursor.skip(tag & 7, end);
      } else if (place.inline !== null) {
        const stop = cursor.stopOf(tag & 7, end);
        this.#find(place.type, place.inline, base, cursor.at, stop, true);
      } else {
        const at = base + place.rank;
        if (this.#found[at] === -1) this.#found[at] = cursor.at;
        else if (tag !== last || !place.many) this.irregular = true;
        if (tag !== place.tag || (inlined && place.many)) this.irregular = true;
        cursor.skip(tag & 7, end);
      }
      last = tag;
    }
  }

  #member(member: Member, end: number): void {
    const { field } = member;
    if (field.map) {
      this.#head(member);
      this.#map(member, end);
    } else if (field.repeated) {
      this.#head(member);
      this.#list(member, end);
    } else this.#value(field, end, member);
  }

  #list({ field, tag }: Member, end: number): void {
    const cursor = this.#cursor;
    this.#byte(bracket);
    for (;;) {
      this.#value(field, end, null);
      this.#byte(comma);
      if (cursor.at >= end || cursor.unsigned(end) !== tag) break;
    }
    this.#close(endOfBracket);
  }

  #map({ field, tag }: Member, end: number): void {
    const cursor = this.#cursor;
    const entries: { readonly key: string; readonly at: number; readonly stop: number }[] = [];
    for (;;) {
      const stop = cursor.stop(end);
      entries.push(this.#entry(stop));
      cursor.at = stop;
      if (cursor.at >= end || cursor.unsigned(end) !== tag) break;
    }
    entries.sort((a, b) => (a.key < b.key ? -1 : 1));
    this.#byte(brace);
    let before: string | null = null;
    for (const { key, at, stop } of entries) {
      if (key === before) this.irregular = true;
      before = key;
      if (field.name === 'labels' && key === this.#without) continue;
      this.#quoted(key);
      this.#byte(colon);
      cursor.at = at;
      if (at === -1) this.#ascii('""');
      else this.#value(field, stop, null);
      this.#byte(comma);
    }
    this.#close(endOfBrace);
  }

  /** The key of an entry, and where its value lies: -1 where it has none. */
  #entry(stop: number): { readonly key: string; readonly at: number; readonly stop: number } {
    const cursor = this.#cursor;
    let key = '';
    let at = -1;
    while (cursor.at < stop) {
      const tag = cursor.unsigned(stop);
      if (tag === ((1 << 3) | wireTypes.delimited)) {
        const end = cursor.stop(stop);
        key = processTexts.read(cursor.bytes, cursor.at, end);
        cursor.at = end;
      } else {
        if (tag === ((2 << 3) | wireTypes.delimited)) at = cursor.at;
        else this.irregular = true;
        cursor.skip(tag & 7, stop);
      }
    }
    return { key, at, stop };
  }

  /** A value, with its comma and its member's head where it is one: that is left out where the value is zero or empty, unless it is kept. */
  #value(field: Field, end: number, member: Member | null): void {
    const cursor = this.#cursor;
    const optional = member !== null && !field.kept;
    switch (field.kind) {
      case 'int': {
        const value = cursor.int(end);
        if (optional && value === 0) return;
        this.#head(member);
        this.#ascii(String(value));
        return;
      }
      case 'bool': {
        const value = cursor.int(end) !== 0;
        if (optional && !value) return;
        this.#head(member);
        this.#ascii(value ? 'true' : 'false');
        return;
      }
      case 'string':
      case 'text': {
        const stop = cursor.stop(end);
        if (!optional || stop > cursor.at) {
          this.#head(member);
          this.#text(stop);
        }
        cursor.at = stop;
        return;
      }
      case 'message': {
        const stop = cursor.stop(end);
        this.#head(member);
        if (field.type !== null) this.#nested(field.type, stop);
        return;
      }
      default: {
        const stop = cursor.stop(end);
        const value = this.#leaf(field.kind, stop);
        cursor.at = stop;
        if (optional && (value === '' || value === 0 || value === null)) return;
        this.#head(member);
        if (typeof value === 'string') this.#quoted(value);
        else this.#ascii(String(value));
      }
    }
  }

  /**
   * Of what templates differ in (containers, their images) the parts are looked for instead. What is kept goes by its bytes alone: no message
   * within ObjectMeta has labels, of which one may be left out.
   */
  #nested(type: MessageType, stop: number): void {
    const cursor = this.#cursor;
    const start = cursor.at;
    if (differing.has(type.name)) {
      this.#message(layoutOf(type), start, stop);
      return;
    }
    const slot = this.#known.slotOf(this.#from, start, stop);
    if (this.#knownTypes[slot] === type && this.#known.has(slot, this.#from, start, stop)) {
      const length = this.#knownLengths[slot] ?? 0;
      this.#reserve(length + 3);
      this.#known.copyOthers(slot, length, this.#to, this.at);
      this.at += length;
      cursor.at = stop;
      return;
    }
    const { at } = this;
    this.#message(layoutOf(type), start, stop);
    if (this.irregular || !this.#known.put(slot, cursor.bytes.subarray(start, stop), this.bytes.subarray(at, this.at)))
      return;
    this.#knownTypes[slot] = type;
    this.#knownLengths[slot] = this.at - at;
  }

  #leaf(kind: FieldKind, stop: number): string | number | null {
    if (kind === 'quantity') return readQuantity(this.#cursor, stop, processTexts);
    if (kind === 'intOrString') return readIntOrString(this.#cursor, stop, processTexts);
    const time = kind === 'time' ? readTime(this.#cursor, stop) : null;
    if (kind !== 'time') this.irregular = true;
    return time === null ? null : new Date(time.seconds * 1000).toISOString().replace('.000Z', 'Z');
  }

  #head(member: Member | null): void {
    if (member === null) return;
    const { head } = member;
    this.#reserve(head.length + 1);
    const { bytes } = this;
    if (bytes[this.at - 1] !== brace) bytes[this.at++] = comma;
    for (let index = 0; index < head.length; index += 1) bytes[this.at + index] = head[index] ?? 0;
    this.at += head.length;
  }

  /** The text from the cursor to `stop`, quoted. */
  #text(stop: number): void {
    const { bytes: from, at: start } = this.#cursor;
    this.#reserve(stop - start + 2);
    const { bytes } = this;
    let { at } = this;
    bytes[at++] = quote;
    for (let next = start; next < stop; next += 1) {
      const byte = from[next] ?? 0;
      if (byte < 0x20 || byte >= 0x80 || byte === quote || byte === backslash) {
        this.#quoted(from.toString('utf8', start, stop));
        return;
      }
      bytes[at++] = byte;
    }
    bytes[at++] = quote;
    this.at = at;
  }

  #quoted(text: string): void {
    const quotedText = JSON.stringify(text);
    this.#reserve(quotedText.length * 3);
    this.at += this.bytes.write(quotedText, this.at);
  }

  #ascii(text: string): void {
    this.#reserve(text.length);
    for (let index = 0; index < text.length; index += 1) this.bytes[this.at + index] = text.charCodeAt(index);
    this.at += text.length;
  }

  /** In place of a comma behind the last item. */
  #close(byte: number): void {
    if (this.bytes[this.at - 1] === comma) this.at -= 1;
    this.#byte(byte);
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.bytes[this.at++] = byte;
  }

  #reserve(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.at + count));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
    this.#to = targetOf(larger);
  }
}

function targetOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function layoutOf(type: MessageType): Layout {
  const known = layouts.get(type);
  if (known !== undefined) return known;
  const members = membersOf(type).sort((a, b) => (a.field.name < b.field.name ? -1 : 1));
  if (members.length > mostMembers) throw new Error(`the message ${type.name} has more members than there is room for`);
  const ranks = new Map(members.map((member, rank) => [member.field, { rank, tag: member.tag }]));
  const layout = { type, members, places: placesOf(type, ranks) };
  layouts.set(type, layout);
  return layout;
}

/** Also those of the messages that are inlined. */
function membersOf(type: MessageType): Member[] {
  return type.fields.flatMap((field, number) => {
    if (field === undefined) return [];
    if (field.inline && field.type !== null) return membersOf(field.type);
    const isNumber = (field.kind === 'int' || field.kind === 'bool') && !field.map;
    const tag = (number << 3) | (isNumber ? wireTypes.varint : wireTypes.delimited);
    const head = Buffer.from(`${JSON.stringify(field.name)}:`);
    return [{ field, tag, head, orNull: type.nulls.includes(field.name) }];
  });
}

type Ranks = ReadonlyMap<Field, { readonly rank: number; readonly tag: number }>;

function placesOf(type: MessageType, ranks: Ranks): readonly (Place | undefined)[] {
  return type.fields.map((field): Place | undefined => {
    if (field === undefined) return undefined;
    if (field.inline && field.type !== null) return { inline: placesOf(field.type, ranks), type: field.type };
    const ranked = ranks.get(field);
    return ranked && { ...ranked, many: field.repeated || field.map, inline: null };
  });
}
