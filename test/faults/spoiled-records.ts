import { renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { realPostgres, startPostgres } from '../support/postgres.ts';
import { waitFor } from '../support/wait-for.ts';
import { writeGatewayFiles } from './gateway-files.ts';

/** Records of a gateway, with which something can happen. */
export interface SpoiledRecords {
  /** Their `DATABASE_URL`. */
  readonly url: string;
  /** Lets it happen. @returns what takes it back */
  spoil(): Promise<() => Promise<void>>;
  remove(): Promise<void>;
}

function sqlite(spoil: (path: string) => Promise<() => void>): () => Promise<SpoiledRecords> {
  return async () => {
    const { databasePath, remove } = writeGatewayFiles([]);
    return {
      url: `sqlite:${databasePath}`,
      async spoil() {
        const undo = await spoil(databasePath);
        return async () => undo();
      },
      remove: async () => remove(),
    };
  };
}

async function postgres(trouble: 'CRASHED' | 'FROZEN'): Promise<SpoiledRecords> {
  const server = await startPostgres();
  return {
    url: await server.createDatabase(),
    async spoil() {
      if (trouble === 'CRASHED') {
        await server.crash();
        return () => server.start();
      }
      server.freeze();
      return async () => server.thaw();
    },
    remove: () => server.stop(),
  };
}

const onSqlite: Readonly<Record<string, () => Promise<SpoiledRecords>>> = {
  'an embedded file that is locked': sqlite(async (path) => {
    const other = new DatabaseSync(path);
    // The gateway may be writing just now. It lives in this process: to wait for it in the statement would hold it up.
    await waitFor(
      'the lock',
      () => {
        other.exec('begin immediate');
        return true;
      },
      { interval: 5 },
    );
    return () => {
      other.exec('rollback');
      other.close();
    };
  }),
  'an embedded file that is moved away': sqlite(async (path) => {
    renameSync(path, `${path}.elsewhere`);
    return () => renameSync(`${path}.elsewhere`, path);
  }),
};
const onPostgres: typeof onSqlite = {
  'a PostgreSQL server that crashes': () => postgres('CRASHED'),
  'a PostgreSQL server that accepts and never answers': () => postgres('FROZEN'),
};

/** What can happen to records while a gateway runs, on each engine that this machine has. */
export const spoiledRecords: readonly (readonly [string, () => Promise<SpoiledRecords>])[] = Object.entries({
  ...onSqlite,
  ...(realPostgres() === 'available' && onPostgres),
});
