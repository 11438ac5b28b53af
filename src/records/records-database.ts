import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** A database of either engine. */
export interface RecordsDatabase {
  readonly db: Kysely<Tables>;
  /** Lets what was asked finish. What is asked afterwards rejects with RecordsUnavailable AWAY. */
  close(): Promise<void>;
}
