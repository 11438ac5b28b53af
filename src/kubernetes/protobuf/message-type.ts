/** How the value of a field is written, and what JSON has for it. */
export type FieldKind =
  /** Text that many objects share: names of labels, images, nodes. */
  | 'string'
  /** Text that hardly any two objects share: uids, resource versions, messages. */
  | 'text'
  | 'int'
  | 'bool'
  | 'quantity'
  | 'intOrString'
  /** A time as RFC 3339, in whole seconds, as JSON has it. */
  | 'time'
  /** A time as milliseconds since the epoch, in whole seconds: see `timeOf`. */
  | 'seconds'
  /** A time as milliseconds since the epoch, of a type that has fractions. */
  | 'millis'
  /** Bytes that are JSON themselves. */
  | 'json'
  /** Where its bytes lie in what was read, as [start, end]: for who reads them in another way. */
  | 'place'
  | 'message';

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly repeated: boolean;
  /** Entries of a key and a value. */
  readonly map: boolean;
  /** Said even where it is zero or empty: it is there, or JSON always has it. */
  readonly kept: boolean;
  /** Its members are members of what it is in. */
  readonly inline: boolean;
  /** Equal bytes are read once: see `MessageReader`. */
  readonly shared: boolean;
  /** Of kind `message`. */
  readonly type: MessageType | null;
}

/** What is read of a message. */
export interface MessageType {
  readonly name: string;
  /** By field number. */
  readonly fields: readonly (Field | undefined)[];
  /** Every field has to be known, since all of the message counts. */
  readonly exact: boolean;
  /** What JSON has as null where it is not there. */
  readonly nulls: readonly string[];
}

const fieldPattern = /^(\d+)=(?:(\.\.\.)|(\w+)(&?)([!*?]?):)(\[\]|\{\})?(\w+)$/;
const kinds: ReadonlySet<string> = new Set<FieldKind>([
  'string',
  'text',
  'int',
  'bool',
  'quantity',
  'intOrString',
  'time',
  'seconds',
  'millis',
  'json',
  'place',
]);

/**
 * Message types from a table: one a line, its name and then its fields, `NUMBER=NAME:TYPE`. `NAME!` is in JSON whatever its value
 * (no `omitempty`), `NAME*` whenever it is there (a pointer in Go), `NAME?` even
 * as null where it is not; all others are left out where they are zero or empty.
 * `NAME&` is read once for all messages whose bytes are equal. `[]TYPE` is repeated, `{}TYPE` a map by text, `NUMBER=...TYPE` inlined.
 */
export function parseMessageTypes(
  table: string,
  options: { readonly exact: boolean; readonly others?: ReadonlyMap<string, MessageType> },
): ReadonlyMap<string, MessageType> {
  const types = new Map<string, MessageType & { readonly fields: (Field | undefined)[]; readonly nulls: string[] }>();
  const lines = table
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.trim().split(/\s+/));
  for (const [name = ''] of lines) {
    if (types.has(name)) throw new Error(`the message ${name} is there twice`);
    types.set(name, { name, fields: [], exact: options.exact, nulls: [] });
  }
  for (const [name = '', ...fields] of lines) {
    const type = types.get(name);
    for (const text of fields) {
      const [, number, inline, field = '', shared, flag, many, of = ''] = fieldPattern.exec(text) ?? [];
      const message = types.get(of) ?? options.others?.get(of) ?? null;
      if (type === undefined || number === undefined || (message === null && !kinds.has(of)))
        throw new Error(`the field ${text} of the message ${name} cannot be read`);
      type.fields[Number(number)] = {
        name: field,
        kind: message === null ? (of as FieldKind) : 'message',
        repeated: many === '[]',
        map: many === '{}',
        kept: flag !== '',
        inline: inline !== undefined,
        shared: shared === '&',
        type: message,
      };
      if (flag === '?') type.nulls.push(field);
    }
  }
  return types;
}
