import type { Session } from '../../auth/session.ts';
import type { ErrorScope } from '../errors.ts';
import type { RequestInfo } from './edge.ts';
import type { SharedResult } from './shared-result.ts';

/** What a reader reads at the moment. */
export interface ReadStream {
  leave(reader: StreamReader): void;
  flushed(reader: StreamReader): void;
}

/** One who reads a stream that others may read as well. */
export abstract class StreamReader {
  /** Null once it has left, or its stream has ended. */
  stream: ReadStream | null = null;
  abstract readonly session: Session;
  abstract readonly transport: RequestInfo['transport'];
  /** Whose errors they are. */
  abstract readonly scope: ErrorScope;

  /** Hands over a result; false: it waits to leave, and `flushed` is called when it has. */
  abstract next(result: SharedResult): boolean;
  /** There are no more results. */
  abstract complete(): void;

  flushed(): void {
    this.stream?.flushed(this);
  }

  leave(): void {
    this.stream?.leave(this);
  }
}
