import { join } from 'node:path';
import { CompiledQuery, createQueryId } from 'kysely';
import type { KyselyPlugin, RootOperationNode } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { createJournalStore } from '../journal-store.ts';
import { openDatabase } from '../open-records.ts';

it('finds what has not ended by an index, however many operations are kept', async () => {
  const { db, close } = await openDatabase(`sqlite:${join(temporaryFolder(), 'records.db')}`);
  onTestFinished(close);
  const asked: RootOperationNode[] = [];
  const listen: KyselyPlugin = {
    transformQuery({ node }) {
      asked.push(node);
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  const journal = createJournalStore(db.withPlugin(listen));
  // What a gateway asks every second or two.
  await journal.versions();
  await journal.claim('one', 'EXPIRED');
  await journal.renew('one', ['a']);
  const details = await Promise.all(
    asked.map(async (node) => {
      const { sql, parameters } = db.getExecutor().compileQuery(node, createQueryId());
      const plan = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]);
      const { rows } = await db.executeQuery<{ readonly detail: string }>(plan);
      return rows.map(({ detail }) => detail);
    }),
  );
  expect(details).toHaveLength(3);
  for (const plan of details) expect(plan.join('\n')).toMatch(/SEARCH operation USING/);
  expect(details.flat().filter((detail) => detail.startsWith('SCAN'))).toEqual([]);
});
