import type { OperationSignal } from '../domain/operations/operation-signals.ts';
import type { Json } from '../lib/json.ts';

/** What goes over the wire: a signal, or that signals of the sender may have been lost. */
export interface SentSignal {
  /** The gateway that sent it. */
  readonly from: string;
  readonly signal: OperationSignal | 'MISSED';
}

/** Longer texts are nobody's signal. In characters; some hundred steps with the longest messages. */
const maxLength = 256 * 1024;
const maxIdLength = 100;

/** The text of a signal; without the messages where they are too many. */
export function signalText(sent: SentSignal): string {
  const text = JSON.stringify(sent);
  if (text.length <= maxLength || sent.signal === 'MISSED') return text;
  return JSON.stringify({ ...sent, signal: { ...sent.signal, messages: [] } });
}

/** Null where the text is no signal: whoever may publish on the server can send anything. */
export function parseSignal(text: string): SentSignal | null {
  if (text.length > maxLength) return null;
  const value = parsed(text);
  if (!isObject(value)) return null;
  const { from, signal } = value;
  if (typeof from !== 'string' || signal === undefined) return null;
  if (signal === 'MISSED') return { from, signal };
  if (!isObject(signal)) return null;
  const { id, journaled, messages } = signal;
  if (typeof id !== 'string' || id.length > maxIdLength || typeof journaled !== 'boolean') return null;
  return isMessages(messages) ? { from, signal: { id, journaled, messages } } : null;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function isObject(value: Json): value is { readonly [key: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMessages(value: Json | undefined): value is readonly (string | null)[] {
  return Array.isArray(value) && value.every((message) => message === null || typeof message === 'string');
}
