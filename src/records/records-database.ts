import type { Kysely } from 'kysely';
import type { Journal } from '../domain/operations/journal.ts';
import type { Tables } from './tables.ts';

/** A database of either engine. */
export interface RecordsDatabase {
  readonly db: Kysely<Tables>;
  /** Of the journal, what the database does by itself better than statement by statement. */
  readonly calls?: Partial<Journal>;
  /** Lets what was asked finish. What is asked afterwards rejects with RecordsUnavailable AWAY. */
  close(): Promise<void>;
}
