export type RecordsTrouble = 'LOCKED' | 'FULL' | 'AWAY' | 'UNUSABLE';

/**
 * Thrown by stores when the records cannot be read or written now. Nothing was half-written: a transaction holds whole or
 * not at all. The message says what to do, and names no values.
 */
export class RecordsUnavailable extends Error {
  /** LOCKED and FULL pass or can be mended while running; AWAY: the file or server is gone; UNUSABLE: it is no database of ours. */
  readonly trouble: RecordsTrouble;

  constructor(trouble: RecordsTrouble, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'RecordsUnavailable';
    this.trouble = trouble;
  }
}

/** The database took a transaction and never said what became of it: it holds whole, or not at all, and nobody here knows which. */
export class OutcomeUnknown extends RecordsUnavailable {}
