import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { chainStart, seal } from '../domain/audit/audit-chain.ts';
import type { AuditFilter } from '../domain/audit/audit-log.ts';
import { auditEntryOf } from '../domain/audit/testing/audit-entry.ts';
import { createAuditStore } from './audit-store.ts';
import { recordEngines } from './fixtures/record-engines.ts';

const target = { type: 'APP', id: null, tenant: 'acme', environment: 'prod', app: 'web', kind: 'DEPLOYMENT' } as const;

describe.each(recordEngines)('the audit on $name', ({ open }) => {
  it('gives back what was appended, each record behind the one before', async () => {
    const audit = createAuditStore(await open());
    const first = await audit.append(auditEntryOf());
    expect(first).toEqual(seal(auditEntryOf(), { sequence: 1, previousHash: chainStart }).record);
    const entry = auditEntryOf({ reason: 'quotes " \' and 😀, half \uD800, none \0', target: null, credential: null });
    const second = await audit.append(entry);
    expect(second).toMatchObject({ sequence: 2, previousHash: first.hash });
    expect(await audit.get(first.hash)).toEqual(first);
    expect(await audit.get(second.hash)).toEqual(second);
    expect(await audit.get(chainStart)).toBeNull();
    expect(await audit.page({ filter: {}, limit: 5, from: 'START' })).toEqual({
      records: [second, first],
      more: false,
    });
  });

  it('takes names as long as ids can hold them', async () => {
    const audit = createAuditStore(await open());
    // Random: PostgreSQL keeps what repeats itself in less.
    const [tenant, environment, app] = Array.from({ length: 3 }, () => randomBytes(333).toString('hex'));
    const named = { ...target, tenant: tenant ?? '', environment: environment ?? '', app: app ?? '' };
    await audit.append(auditEntryOf({ target: named }));
    expect(await audit.count({ tenants: [named.tenant] })).toBe(1);
  });

  it('never forks, however many append at once', async () => {
    const db = await open();
    const logs = Array.from({ length: 5 }, () => createAuditStore(db));
    const appended = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        logs[index % logs.length]?.append(auditEntryOf({ requestId: `request-${index}` })),
      ),
    );
    const sequences = appended.map((record) => record?.sequence ?? 0).toSorted((one, other) => one - other);
    expect(sequences).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    const { records } = await createAuditStore(db).page({ filter: {}, limit: 100, from: 'START' });
    let previousHash = chainStart;
    for (const record of records.toReversed()) {
      expect(record.previousHash).toBe(previousHash);
      previousHash = record.hash;
    }
    expect(new Set(records.map(({ requestId }) => requestId)).size).toBe(100);
  });

  it('takes nothing of a transaction that does not hold, and no number either', async () => {
    const db = await open();
    const audit = createAuditStore(db);
    await audit.append(auditEntryOf());
    await sql`alter table audit_record rename to audit_elsewhere`.execute(db);
    await expect(audit.append(auditEntryOf())).rejects.toThrow();
    await sql`alter table audit_elsewhere rename to audit_record`.execute(db);
    expect(await audit.append(auditEntryOf())).toMatchObject({ sequence: 2 });
  });

  it('lets nobody change or remove a record', async () => {
    const db = await open();
    const audit = createAuditStore(db);
    const record = await audit.append(auditEntryOf());
    await expect(db.updateTable('audit_record').set({ outcome: 'DENIED' }).execute()).rejects.toThrow(/never changed/);
    await expect(db.deleteFrom('audit_record').execute()).rejects.toThrow(/never changed/);
    expect(await audit.get(record.hash)).toEqual(record);
  });

  it('filters by every member of the filter', async () => {
    const audit = createAuditStore(await open());
    await audit.append(auditEntryOf({ at: 1_000 }));
    await audit.append(
      auditEntryOf({
        at: 2_000,
        actor: { name: 'bob', kind: 'USER' },
        action: 'cancelOperation',
        outcome: 'REFUSED',
        // The operation that it was about, though it was not changed.
        target: { ...target, type: 'OPERATION', id: 'op-2', app: 'api', environment: 'dev' },
        operationId: null,
      }),
    );
    await audit.append(auditEntryOf({ at: 3_000, outcome: 'DENIED', target: null, operationId: null }));
    const freeze = { type: 'FREEZE', id: 'freeze-1', tenant: null, environment: null, app: null, kind: null } as const;
    await audit.append(
      auditEntryOf({
        at: 500,
        actor: { name: 'eve', kind: 'USER' },
        action: 'endFreeze',
        target: freeze,
        operationId: null,
      }),
    );
    const app = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;
    const cases: readonly [AuditFilter, readonly number[]][] = [
      [{}, [4, 3, 2, 1]],
      [{ actors: ['bob'] }, [2]],
      [{ actions: ['deployApp'] }, [3, 1]],
      [{ outcomes: ['REFUSED', 'DENIED'] }, [3, 2]],
      [{ tenants: ['acme'] }, [2, 1]],
      [{ tenants: [] }, []],
      [{ operations: ['op-1', 'op-2'] }, [2, 1]],
      [{ targets: [{ type: 'TENANT', tenant: 'acme' }] }, [2, 1]],
      [{ targets: [{ type: 'ENVIRONMENT', key: { tenant: 'acme', environment: 'dev' } }] }, [2]],
      [{ targets: [{ type: 'APP', key: app }] }, [1]],
      [{ targets: [{ type: 'APP', key: { ...app, kind: 'STATEFUL_SET' } }] }, []],
      [
        {
          targets: [
            { type: 'OPERATION', id: 'op-2' },
            { type: 'APP', key: app },
          ],
        },
        [2, 1],
      ],
      [{ targets: [{ type: 'FREEZE', id: 'freeze-1' }] }, [4]],
      [{ targets: [] }, []],
      [{ since: 2_000 }, [3, 2]],
      [{ until: 2_000 }, [4, 2, 1]],
      [{ actors: ['ann'], outcomes: ['ACCEPTED'], since: 0 }, [1]],
    ];
    for (const [filter, expected] of cases) {
      const { records } = await audit.page({ filter, limit: 10, from: 'START' });
      expect([filter, records.map(({ sequence }) => sequence)]).toEqual([filter, expected]);
      expect(await audit.count(filter)).toBe(expected.length);
    }
  });

  it('pages newest first from either end', async () => {
    const audit = createAuditStore(await open());
    for (let index = 0; index < 5; index += 1) await audit.append(auditEntryOf());
    const page = async (query: Omit<Parameters<typeof audit.page>[0], 'filter' | 'limit'>) => {
      const { records, more } = await audit.page({ filter: {}, limit: 2, ...query });
      return [records.map(({ sequence }) => sequence), more];
    };
    expect(await page({ from: 'START' })).toEqual([[5, 4], true]);
    expect(await page({ from: 'START', below: 2 })).toEqual([[1], false]);
    expect(await page({ from: 'END', above: 2 })).toEqual([[4, 3], true]);
    expect(await page({ from: 'END', above: 3 })).toEqual([[5, 4], false]);
  });
});
