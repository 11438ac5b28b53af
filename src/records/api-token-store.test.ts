import { describe, expect, it } from 'vitest';
import { environmentScope, fleetScope, tenantScope } from '../domain/access/access.ts';
import type { AccessScope } from '../domain/access/access.ts';
import type { Reach } from '../domain/access/reach.ts';
import { auditEntryOf } from '../domain/audit/testing/audit-entry.ts';
import type { Actor } from '../domain/caller.ts';
import type { EnvironmentKey } from '../domain/fleet/keys.ts';
import type { IdempotencyRecord } from '../domain/operations/journal.ts';
import type { ApiToken } from '../domain/tokens/api-token.ts';
import { createApiTokenStore } from './api-token-store.ts';
import { createAuditStore } from './audit-store.ts';
import { recordEngines } from './fixtures/record-engines.ts';
import { createJournalStore } from './journal-store.ts';

const ann = { name: 'ann', kind: 'USER' } as const;
const bob = { name: 'bob', kind: 'USER' } as const;
const prod = { type: 'ENVIRONMENT', tenant: 'acme', environment: 'prod' } as const;

function tokenOf(id: string, change: Partial<ApiToken> = {}): ApiToken {
  return {
    id,
    kind: 'MACHINE',
    name: `machine-${id}`,
    actions: ['VIEW', 'DEPLOY'],
    scopes: [tenantScope('acme'), environmentScope({ tenant: 'globex', environment: 'dev' })],
    createdBy: ann,
    groups: [],
    createdAt: 500,
    expiresAt: 2_000,
    lastUsedAt: null,
    revokedAt: null,
    revokedBy: null,
    ...change,
  };
}

const beside = (key: IdempotencyRecord | null = null) => ({ key, audit: auditEntryOf({ action: 'createApiToken' }) });
const keyOf = (operationId: string): IdempotencyRecord => ({
  caller: 'USER ann',
  key: 'k1',
  inputHash: 'hash',
  operationId,
  createdAt: 5,
});
const everything = { madeBy: bob, within: null };

describe.each(recordEngines)('the API tokens on $name', ({ open }) => {
  it('give back what was written, by id and by hash, and when they were used and revoked', async () => {
    const store = createApiTokenStore(await open());
    const token = tokenOf('t1', { kind: 'PERSONAL', groups: ['sre', 'dev'], expiresAt: 4_102_444_800_000 });
    expect(await store.create(token, 'hash-1', beside())).toBeNull();
    expect(await store.get('t1')).toEqual(token);
    expect(await store.byHash('hash-1')).toEqual(token);
    expect([await store.get('t2'), await store.byHash('t1')]).toEqual([null, null]);
    await store.used('t1', 900);
    await store.used('t1', 800);
    expect(await store.revoke({ id: 't1', by: bob, at: 1_500 }, beside())).toBe(true);
    expect(await store.get('t1')).toEqual({ ...token, lastUsedAt: 900, revokedAt: 1_500, revokedBy: bob });
    expect(await store.revoke({ id: 't1', by: ann, at: 1_600 }, beside())).toBe(false);
    expect(await store.revoked(['t1', 't2'])).toEqual(['t1']);
  });

  it('are written with their audit and key, or not at all', async () => {
    const db = await open();
    const [store, audit, journal] = [createApiTokenStore(db), createAuditStore(db), createJournalStore(db)];
    expect(await store.create(tokenOf('t1'), 'hash-1', beside(keyOf('t1')))).toBeNull();
    expect(await store.create(tokenOf('t2'), 'hash-2', beside(keyOf('t2')))).toMatchObject({ operationId: 't1' });
    expect(await store.create(tokenOf('t3', { name: 'machine-t1' }), 'hash-3', beside())).toBe('NAME_TAKEN');
    expect([await store.get('t2'), await store.get('t3')]).toEqual([null, null]);
    expect(await journal.findKey('USER ann', 'k1')).toMatchObject({ operationId: 't1' });
    expect(await audit.count({})).toBe(1);
  });

  it('give a name away again when nobody good has it, and to one of several who want it at once', async () => {
    const store = createApiTokenStore(await open());
    await store.create(tokenOf('t1', { name: 'ci', expiresAt: 600 }), 'hash-1', beside());
    const at = { name: 'ci', createdAt: 600 };
    const ids = ['t2', 't3', 't4'];
    const answers = await Promise.all(ids.map((id) => store.create(tokenOf(id, at), `hash-${id}`, beside())));
    expect(answers.toSorted()).toEqual(['NAME_TAKEN', 'NAME_TAKEN', null]);
    const personal = { name: 'ci', kind: 'PERSONAL' } as const;
    expect(await store.create(tokenOf('t5', personal), 'hash-5', beside())).toBeNull();
  });

  it('are those of the maker, and those that lie within what is asked for', async () => {
    const store = createApiTokenStore(await open());
    const scopes: Readonly<Record<string, readonly AccessScope[]>> = {
      fleet: [fleetScope],
      acme: [tenantScope('acme')],
      prod: [prod],
      two: [prod, tenantScope('globex')],
      nobodys: [tenantScope('unassigned')],
    };
    for (const [id, held] of Object.entries(scopes)) {
      await store.create(tokenOf(id, { scopes: held, createdAt: 100 }), id, beside());
    }
    await store.create(tokenOf('own', { kind: 'PERSONAL', createdBy: bob, scopes: [fleetScope] }), 'own', beside());
    const ids = async (within: Reach | null, madeBy: Actor | null = bob) => {
      const reach = { madeBy, within };
      const { tokens, more } = await store.page({ reach, limit: 10, from: 'START' });
      expect([tokens.length, more]).toEqual([await store.count(reach), false]);
      return tokens.map(({ id }) => id);
    };
    const parts = (tenants: readonly string[], ...environments: readonly EnvironmentKey[]): Reach => {
      return { type: 'PARTS', tenants, environments };
    };
    expect(await ids(parts([]))).toEqual(['own']);
    expect(await ids(parts([]), null)).toEqual([]);
    expect(await ids(parts([], prod))).toEqual(['own', 'prod']);
    expect(await ids(parts([], prod), null)).toEqual(['prod']);
    expect(await ids(parts(['acme']))).toEqual(['own', 'prod', 'acme']);
    expect(await ids(parts(['globex'], prod))).toEqual(['own', 'two', 'prod']);
    expect(await ids({ type: 'ASSIGNED' })).toEqual(['own', 'two', 'prod', 'fleet', 'acme']);
    expect(await ids(null)).toEqual(['own', 'two', 'prod', 'nobodys', 'fleet', 'acme']);
  });

  it('come page by page, from both ends', async () => {
    const store = createApiTokenStore(await open());
    for (const id of ['a', 'b', 'c', 'd']) await store.create(tokenOf(id, { createdAt: 100 }), id, beside());
    const page = async (query: object) => {
      const { tokens, more } = await store.page({ reach: everything, limit: 2, from: 'START', ...query });
      return [tokens.map(({ id }) => id).join(''), more];
    };
    expect(await page({})).toEqual(['dc', true]);
    expect(await page({ after: { createdAt: 100, id: 'c' } })).toEqual(['ba', false]);
    expect(await page({ from: 'END' })).toEqual(['ba', true]);
    expect(await page({ from: 'END', before: { createdAt: 100, id: 'b' } })).toEqual(['dc', false]);
  });
});
