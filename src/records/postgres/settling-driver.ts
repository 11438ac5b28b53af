import { setTimeout as delay } from 'node:timers/promises';
import { CompiledQuery, PostgresDriver } from 'kysely';
import type { DatabaseConnection, PostgresPool } from 'kysely';
import { OutcomeUnknown, RecordsUnavailable } from '../../domain/records-unavailable.ts';

/** What became of a transaction: `committed`, `aborted`, `in progress`, or null where the server no longer knows. Rejects where it is away. */
export type TransactionStatus = (id: string) => Promise<string | null>;

/** How long the server is asked what became of a transaction, and the pause between two questions, in milliseconds. */
const settleMs = 10_000;
const pauseMs = 100;

/**
 * Kysely's driver, which also settles what it cannot know: where the connection ends between a COMMIT and its answer, the
 * server is asked whether the transaction holds (https://www.postgresql.org/docs/current/functions-info.html, `pg_xact_status`).
 * Without that, who was told that nothing was written would see it done.
 */
export class SettlingDriver extends PostgresDriver {
  readonly #askStatus: TransactionStatus;

  constructor(pool: PostgresPool, askStatus: TransactionStatus) {
    super({ pool });
    this.#askStatus = askStatus;
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const { rows } = await connection.executeQuery<{ readonly id: string | null }>(
      CompiledQuery.raw('select pg_current_xact_id_if_assigned()::text as id'),
    );
    const id = rows[0]?.id ?? null;
    try {
      await super.commitTransaction(connection);
    } catch (error) {
      // Without an id it wrote nothing.
      if (id === null || !(error instanceof RecordsUnavailable)) throw error;
      if (!(await this.#holds(id, error))) throw error;
    }
  }

  async #holds(id: string, failure: RecordsUnavailable): Promise<boolean> {
    for (const deadline = performance.now() + settleMs; performance.now() < deadline; await delay(pauseMs)) {
      const status = await this.#askStatus(id).catch(() => null);
      if (status === 'committed') return true;
      if (status === 'aborted') return false;
    }
    const words = `${failure.message} Whether its last transaction holds is not known.`;
    throw new OutcomeUnknown(failure.trouble, words);
  }
}
