import type { Session } from '../../auth/session.ts';
import type { ErrorScope } from '../errors.ts';
import type { SharedResult } from './shared-result.ts';
import { StreamReader } from './stream-reader.ts';

/** A connection that takes texts. */
export interface EventWriter {
  /** Resolves when there is room again; null: there is room at once. */
  write(text: string): Promise<void> | null;
  completed(): void;
}

/** One SSE stream that reads a stream that others may read as well. */
export class EventStreamReader extends StreamReader {
  readonly session: Session;
  readonly transport = 'sse';
  readonly scope: ErrorScope;
  readonly #writer: EventWriter;

  constructor(session: Session, scope: ErrorScope, writer: EventWriter) {
    super();
    this.session = session;
    this.scope = scope;
    this.#writer = writer;
  }

  next(result: SharedResult): boolean {
    const room = this.#writer.write(nextEvent(result.text));
    if (room === null) return true;
    void room.then(() => this.flushed());
    return false;
  }

  complete(): void {
    this.#writer.completed();
  }
}

/** @param json a result */
export function nextEvent(json: string): string {
  return `event: next\ndata: ${json}\n\n`;
}
