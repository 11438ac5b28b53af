import type { Status } from '../objects/status.ts';
import { notImplemented } from '../objects/status.ts';

/** A request, taken apart. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
  readonly contentType: string;
  readonly userAgent: string;
  /** The Bearer token, where one was sent. */
  readonly token: string | undefined;
  readonly body: string;
}

/** A refusal where the query holds an option that the simulator would have to ignore. */
export function unknownOptions(query: URLSearchParams, known: readonly string[]): Status | undefined {
  const unknown = [...query.keys()].filter((key) => !known.includes(key));
  return unknown.length === 0 ? undefined : notImplemented(`the option ${unknown.join(', ')}`);
}

/** A boolean option, as Go reads one. */
export function flag(query: URLSearchParams, name: string): boolean {
  return ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(query.get(name) ?? '');
}

/** A whole number ≥ 0, undefined where the option is missing or empty, null where it is something else. */
export function wholeNumber(query: URLSearchParams, name: string): number | undefined | null {
  const text = query.get(name) ?? '';
  if (text === '') return undefined;
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}
