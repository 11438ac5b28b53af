import { isObject } from '../objects/json-value.ts';

/** Where the next page of a list starts, and which state it shows (-1: the latest). */
export interface ContinueToken {
  readonly version: number;
  /** The first key that may be in the page. */
  readonly key: string;
}

/** Clients must treat it as opaque; it is made like that of an API server so that none can lean on a difference. */
export function encodeContinue(version: number, key: string): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start: key })).toString('base64url');
}

export function decodeContinue(token: string): ContinueToken | undefined {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (!isObject(decoded)) return undefined;
    const { v, rv, start } = decoded;
    if (v !== 'meta.k8s.io/v1' || typeof rv !== 'number' || rv === 0 || typeof start !== 'string' || start === '')
      return undefined;
    return { version: rv, key: start };
  } catch {
    return undefined;
  }
}
