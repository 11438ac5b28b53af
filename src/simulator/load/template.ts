/** What differs between the objects of one template: texts of ASCII that always have the same length, and a number of four digits. */
export type HoleName = keyof typeof widths;

/** What fills the holes of a template. */
export type Filling = Readonly<Record<HoleName, string>> & { readonly generation: number };

/** How many characters each hole takes. */
const widths = {
  uid: 36,
  ownerUid: 36,
  namespace: 16,
  tenant: 12,
  environment: 3,
  /** Of the app: `app-07`. */
  app: 6,
  /** Of a pod template: what tells the ReplicaSets of a Deployment apart. */
  hash: 10,
  /** What the name of a pod ends with. */
  suffix: 5,
  resourceVersion: 10,
  /** 1000 and up, so that it always has four digits. */
  revision: 4,
  /** How often anything in the cluster had been changed when this was. */
  sequence: 10,
  /** Of a machine: `node-012`. */
  node: 8,
  /** Of a pod: `10.100.123.145`, each part of three digits. */
  ip: 14,
} as const;

/** Stand for what will be filled in. No real value has a tilde. */
export const holes = Object.fromEntries(
  Object.entries(widths).map(([name, width], index) => [name, marker(index, width)]),
) as Readonly<Record<HoleName, string>>;

function marker(index: number, width: number): string {
  return `~${String.fromCharCode('A'.charCodeAt(0) + index)}`.padEnd(width, '~');
}

/** An object that the same template wrote before, into the same target. */
export interface Written {
  readonly at: number;
  readonly filling: Filling;
}

/** Bytes of an object of which only the holes are written anew for each one. */
export interface Template {
  readonly size: number;
  /** Writes the object into the target from that position on; of one like another, which may lie there, only what differs from that. */
  write(target: Buffer, at: number, filling: Filling, like?: Written): void;
}

/** Two numbers whose bytes all differ, as digits and as the two bytes of a varint: where encodings of both differ is the number. */
const oneNumber = 1234;
const otherNumber = 5678;

/**
 * Encodes an object twice and finds its holes.
 * @param encode makes the bytes of the object that has this generation, with `holes` for its texts
 */
export function createTemplate(encode: (generation: number) => Buffer): Template {
  const bytes = encode(oneNumber);
  const texts = (Object.entries(holes) as [HoleName, string][])
    .map(([name, text]) => ({ name, offsets: Int32Array.from(occurrences(bytes, text)) }))
    .filter(({ offsets }) => offsets.length > 0);
  const numbers = numberHoles(bytes, encode(otherNumber));
  return {
    size: bytes.length,
    write(target, at, filling, like) {
      if (like === undefined) target.set(bytes, at);
      else if (like.at !== at) target.copyWithin(at, like.at, like.at + bytes.length);
      for (const { name, offsets } of texts)
        if (filling[name] !== like?.filling[name]) fill(target, at, offsets, filling[name]);
      const { generation } = filling;
      if (generation === like?.filling.generation) return;
      for (const { offset, asText } of numbers) {
        if (asText) target.write(String(generation), at + offset, 'latin1');
        else {
          target[at + offset] = (generation & 0x7f) | 0x80;
          target[at + offset + 1] = generation >> 7;
        }
      }
    },
  };
}

/** Byte by byte: for a few bytes a call of `Buffer` takes ten times as long. */
function fill(target: Buffer, at: number, offsets: Int32Array, text: string): void {
  for (let hole = 0; hole < offsets.length; hole += 1) {
    const from = at + (offsets[hole] ?? 0);
    for (let index = 0; index < text.length; index += 1) target[from + index] = text.charCodeAt(index);
  }
}

function occurrences(bytes: Buffer, text: string): readonly number[] {
  const offsets: number[] = [];
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + 1)) offsets.push(at);
  return offsets;
}

function numberHoles(bytes: Buffer, other: Buffer): readonly { readonly offset: number; readonly asText: boolean }[] {
  const holesFound: { offset: number; asText: boolean }[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] === other[at]) continue;
    const asText = bytes.subarray(at, at + 4).equals(Buffer.from(String(oneNumber)));
    holesFound.push({ offset: at, asText });
    at += asText ? 3 : 1;
  }
  return holesFound;
}
