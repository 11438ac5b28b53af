import type { JsonObject } from '../../lib/json.ts';
import { openEnvelope } from './envelope.ts';
import { messageType } from './kind-messages.ts';
import { processMessages } from './message-reader.ts';

const statusType = messageType('Status');

/** The Status in the body of an answer; null where it is none. */
export function readStatus(body: Buffer): JsonObject | null {
  try {
    const { kind, start, end } = openEnvelope(body, 0, body.length);
    return kind === 'Status' ? processMessages.read(statusType, body, start, end) : null;
  } catch {
    return null;
  }
}
