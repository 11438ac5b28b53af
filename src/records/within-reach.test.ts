import { describe, expect, it } from 'vitest';
import { createAccess, environmentScope, fleetScope, tenantScope } from '../domain/access/access.ts';
import type { Access } from '../domain/access/access.ts';
import { isWithin, reachOf } from '../domain/access/reach.ts';
import { auditEntryOf } from '../domain/audit/testing/audit-entry.ts';
import { seesFreeze } from '../domain/freezes/freeze-as-seen.ts';
import type { Freeze } from '../domain/freezes/freeze.ts';
import { accessOf } from '../domain/testing/access-of.ts';
import { createAuditStore } from './audit-store.ts';
import { beginSeen } from './fixtures/begin-seen.ts';
import { journalEntry } from './fixtures/journal-entry.ts';
import { recordEngines } from './fixtures/record-engines.ts';
import { createFreezeStore } from './freeze-store.ts';
import { createJournalStore } from './journal-store.ts';

const environments = ['acme/dev', 'acme/prod', 'globex/prod', 'unassigned/eu.spare'].map((name) => {
  const [tenant = '', environment = ''] = name.split('/');
  return { tenant, environment };
});

/** Roles on more environments than an expression of SQL may be deep. */
const many = createAccess(
  Array.from({ length: 3_000 }, (_, index) => ({
    role: 'viewer',
    scope: environmentScope({ tenant: 'acme', environment: index === 0 ? 'dev' : `e${index}` }),
    actions: new Set(['VIEW'] as const),
  })),
);

const accesses: readonly (readonly [string, Access])[] = [
  ['one environment', accessOf('viewer acme/dev')],
  ['a tenant, and an environment of it', accessOf('viewer acme', 'viewer acme/dev')],
  ['a tenant and an environment of another', accessOf('viewer globex', 'viewer acme/prod')],
  ['what belongs to nobody, alone', accessOf('viewer unassigned')],
  ['every tenant', accessOf('viewer')],
  ['the fleet', accessOf('platform-administrator')],
  ['nothing', accessOf('chief')],
  ['very many environments', many],
];

const beginning = {
  holder: 'one',
  key: null,
  superseded: [],
  followUpOf: null,
  inViewOf: { unfinished: [], newest: null },
  asksFreezes: null,
};
const within = (access: Access) => {
  const reach = reachOf(access, 'VIEW');
  return reach === null ? {} : { within: reach };
};

describe.each(recordEngines)('what is filtered by access on $name', ({ open }) => {
  it.each(accesses)('is what can be seen, in lists and totals: %s', async (_name, access) => {
    const db = await open();
    const journal = createJournalStore(db);
    for (const [index, { tenant, environment }] of environments.entries()) {
      const target = { tenant, environment, name: 'web', kind: 'DEPLOYMENT' } as const;
      await beginSeen(journal, { ...beginning, entry: journalEntry({ id: `op-${index}`, createdAt: index, target }) });
    }
    const audit = createAuditStore(db);
    const abouts = [...environments, { tenant: 'acme', environment: null }, { tenant: null, environment: null }];
    for (const about of abouts) {
      await audit.append(auditEntryOf({ target: { type: 'FREEZE', id: 'f', app: null, kind: null, ...about } }));
    }
    const store = createFreezeStore(db);
    const freezes = [[], ['acme'], ['globex'], ['acme', 'globex'], ['unassigned'], ['unassigned', 'acme']].map(
      freezeOf,
    );
    for (const freeze of freezes) await store.create(freeze, { key: null, audit: auditEntryOf({ target: null }) });

    const filter = within(access);
    const seen = environments.filter((key) => access.sees(key));
    const { operations } = await journal.page({ filter, limit: 100, from: 'END' });
    expect(operations.map(({ target: { tenant, environment } }) => ({ tenant, environment })).toReversed()).toEqual(
      seen,
    );
    expect(await journal.count(filter)).toBe(seen.length);

    const told = abouts.filter((about) => isWithin(reachOf(access, 'VIEW'), about));
    const whole = access.may('VIEW', fleetScope) ? freezes.length : 0;
    expect(await audit.count(filter)).toBe(told.length + whole);
    const { records } = await audit.page({ filter: { ...filter, actors: ['ann'] }, limit: 100, from: 'START' });
    expect(records).toHaveLength(told.length + whole);

    const concerned = freezes.filter((freeze) => seesFreeze(freeze, access)).map(({ id }) => id);
    const page = await store.page({ filter, now: 0, limit: 100, from: 'END' });
    expect(page.freezes.map(({ id }) => id).toSorted()).toEqual(concerned);
    expect(await store.count(filter, 0)).toBe(concerned.length);
  });
});

describe('within reach', () => {
  it('is what the action is allowed on', () => {
    for (const [, access] of accesses) {
      for (const key of environments) {
        expect(isWithin(reachOf(access, 'VIEW'), key)).toBe(access.may('VIEW', environmentScope(key)));
        expect(isWithin(reachOf(access, 'VIEW'), { tenant: key.tenant, environment: null })).toBe(
          access.may('VIEW', tenantScope(key.tenant)),
        );
      }
      expect(isWithin(reachOf(access, 'VIEW'), { tenant: null, environment: null })).toBe(
        access.may('VIEW', fleetScope),
      );
    }
  });
});

function freezeOf(tenants: readonly string[], index: number): Freeze {
  return {
    id: `f${index}`,
    reason: 'Black Friday',
    from: 1_000,
    until: 2_000,
    scope: { tenants, environments: [], clusterLabels: [], kinds: [] },
    allowsRollbacks: false,
    createdBy: { name: 'ann', kind: 'USER' },
    createdAt: 500,
    endedAt: null,
    endedBy: null,
  };
}
