import { describe, expect, it } from 'vitest';
import { compiledOnce } from './compiled-once.ts';
import { recordEngines } from './fixtures/record-engines.ts';

interface Row {
  readonly id: string;
  readonly expires_at: number;
}

const put = compiledOnce((db, { rows }: { readonly rows: readonly Pick<Row, keyof Row>[] }) =>
  db.insertInto('signed_off_session').values(rows),
);

/** `a1` is the row `a` that expires at 1. */
const rows = (...texts: readonly string[]) => ({
  rows: texts.map(([id = '', at]) => ({ id, expires_at: Number(at) })),
});

describe.each(recordEngines)('a statement that is made once, on $name', ({ open }) => {
  it('is asked with the values of each time, of as many rows as there are', async () => {
    const db = await open();
    await put(db, rows('a1'));
    await put(db, rows('b2'));
    await put(db, rows('c3', 'd4'));
    await put(db, rows('e5', 'f6'));
    const found = await db.selectFrom('signed_off_session').selectAll().orderBy('id').execute();
    expect(found.map(({ id, expires_at: at }) => `${id}${at}`)).toEqual(['a1', 'b2', 'c3', 'd4', 'e5', 'f6']);
  });

  it('is another where members are left out, and keeps what is the same each time', async () => {
    const db = await open();
    await put(db, rows('a1', 'b2', 'c1', 'd1'));
    let made = 0;
    const idsOf = compiledOnce((db, { at, id }: { readonly at?: number; readonly id?: string }) => {
      made += 1;
      let query = db.selectFrom('signed_off_session').select('id').orderBy('id').limit(2);
      if (at !== undefined) query = query.where('expires_at', '=', at);
      if (id !== undefined) query = query.where('id', '=', id);
      return query;
    });
    const answers: string[] = [];
    for (const given of [{ at: 1 }, { id: 'b' }, { at: 2 }, { id: 'a' }, { at: 1, id: 'd' }, {}]) {
      answers.push((await idsOf(db, given)).rows.map(({ id }) => id).join(''));
    }
    expect(answers).toEqual(['ac', 'b', 'b', 'a', 'd', 'ab']);
    expect(made).toBe(4);
  });

  it('tells how many rows it changed, in a transaction, too', async () => {
    const db = await open();
    await put(db, rows('a1', 'b1'));
    const move = compiledOnce((db, { from, to }: { readonly from: number; readonly to: number }) =>
      db.updateTable('signed_off_session').set({ expires_at: to }).where('expires_at', '=', from),
    );
    const changed = await db
      .transaction()
      .execute(async (trx) => [
        (await move(trx, { from: 1, to: 2 })).numAffectedRows,
        (await move(trx, { from: 1, to: 3 })).numAffectedRows,
      ]);
    expect(changed).toEqual([2n, 0n]);
  });
});
