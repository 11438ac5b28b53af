/** The head of a plain request: one that is told to be as long as it is by its Content-Length alone. */
export interface PlainHead {
  /** Names in lower case; each came once. Without credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** The values of the Authorization headers: one, or none. */
  readonly authorizations: readonly string[];
  /** Bytes of the body. */
  readonly contentLength: number;
}

/**
 * Lines as nearly every client writes them: `Name: value` in printable ASCII, with one space and none at the end. Anything else that
 * HTTP/1.1 allows, and all that it does not, is for Node's parser to judge.
 */
const form =
  /^POST \/graphql HTTP\/1\.1\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+: [\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?\r\n)+$/;
const lengthForm = /^(?:0|[1-9]\d{0,5})$/;
/** Of some thousand headers Node's parser refuses a request, however short they are: with so many it has to be asked. */
const mostHeaders = 100;

/** What makes a request longer, or an answer another, than the rest says: https://www.rfc-editor.org/rfc/rfc9112#section-6.3 */
const notPlain = new Set([
  'transfer-encoding',
  'content-encoding',
  'expect',
  'upgrade',
  'http2-settings',
  'te',
  'trailer',
  'proxy-connection',
  // Whose page it is, is looked at by the handler of all other requests.
  'cookie',
  'origin',
]);

/** Reads the head of a POST to /graphql, up to the line break before the empty line. Null: it is none, or not a plain one. */
export function readPlainHead(text: string): PlainHead | null {
  if (!form.test(text)) return null;
  const headers: Record<string, string> = Object.create(null);
  let authorizations: readonly string[] = [];
  let start = text.indexOf('\n') + 1;
  for (let count = 1; start < text.length; count += 1) {
    if (count > mostHeaders) return null;
    const end = text.indexOf('\r', start);
    const colon = text.indexOf(':', start);
    const name = text.slice(start, colon).toLowerCase();
    const value = text.slice(colon + 2, end);
    start = end + 2;
    if (name === 'authorization' && authorizations.length === 0) authorizations = [value];
    else if (name in headers || notPlain.has(name) || name === 'authorization') return null;
    else headers[name] = value;
  }
  const { host, connection = 'keep-alive', 'content-length': length = '' } = headers;
  if (host === undefined || connection.toLowerCase() !== 'keep-alive' || !lengthForm.test(length)) return null;
  return { headers, authorizations, contentLength: Number(length) };
}
