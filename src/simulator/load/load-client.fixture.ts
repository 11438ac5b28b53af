import { fieldsIn, readEnvelope, readMessage } from './read-protobuf.fixture.ts';

/** Of an object that is looked at in a test. */
export interface SeenObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation?: number;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly uid: string }[];
  };
  readonly [more: string]: unknown;
}

export interface SeenList {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly SeenObject[];
}

export interface SeenEvent {
  readonly type: string;
  readonly object: SeenObject & { readonly code?: number };
}

/** Reads a load cluster in one format. */
export interface LoadClient {
  readonly format: string;
  list(url: string): Promise<SeenList>;
  /** Events as they come; ends the watch when it is returned from. */
  watch(url: string): AsyncGenerator<SeenEvent, void, undefined>;
}

export const jsonClient: LoadClient = {
  format: 'JSON',
  async list(url) {
    return (await (await fetch(url)).json()) as SeenList;
  },
  async *watch(url) {
    let rest = '';
    for await (const chunk of bodyOf(url, 'application/json')) {
      const lines = (rest + chunk.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as SeenEvent;
    }
  },
};

const protobuf = 'application/vnd.kubernetes.protobuf';

export const protobufClient: LoadClient = {
  format: 'protobuf',
  async list(url) {
    const response = await fetch(url, { headers: { accept: `${protobuf},application/json` } });
    const { kind, raw } = readEnvelope(Buffer.from(await response.arrayBuffer()));
    return readList(kind.replace(/List$/, ''), raw);
  },
  async *watch(url) {
    let rest = Buffer.alloc(0);
    for await (const chunk of bodyOf(url, protobuf)) {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE()) {
        const end = 4 + rest.readUInt32BE();
        const event = readMessage('WatchEvent', rest.subarray(4, end)) as { type: string; object: { raw: Buffer } };
        const { kind, raw, apiVersion } = readEnvelope(event.object.raw);
        yield { type: event.type, object: { kind, apiVersion, ...readMessage(kind, raw) } as unknown as SeenObject };
        rest = rest.subarray(end);
      }
    }
  },
};

/** A list's message: its metadata, and items of its kind. */
function readList(kind: string, bytes: Buffer): SeenList {
  const items: SeenObject[] = [];
  let metadata: SeenList['metadata'] = { resourceVersion: '' };
  for (const { number, content } of fieldsIn(bytes)) {
    if (number === 1) metadata = readMessage('ListMeta', content as Buffer) as unknown as SeenList['metadata'];
    else items.push(readMessage(kind, content as Buffer) as unknown as SeenObject);
  }
  return { metadata, items };
}

async function* bodyOf(url: string, accept: string): AsyncGenerator<Buffer, void, undefined> {
  const abort = new AbortController();
  const response = await fetch(url, { headers: { accept }, signal: abort.signal });
  try {
    for await (const chunk of response.body ?? []) yield Buffer.from(chunk);
  } finally {
    abort.abort();
  }
}
