import type { Kysely } from 'kysely';

/** Which gateway works on an operation, and how often the operation was changed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // SQLite adds one column at a time.
  const add = (name: string, type: 'text' | 'bigint', value: string | number) =>
    db.schema
      .alterTable('operation')
      .addColumn(name, type, (column) => column.notNull().defaultTo(value))
      .execute();
  await add('holder', 'text', '');
  await add('fence', 'bigint', 0);
  await add('lease_until', 'bigint', 0);
  await add('version', 'bigint', 0);
}
