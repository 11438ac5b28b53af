import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../lib/log.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import { openRecords } from '../../records/open-records.ts';
import { createAccess, environmentScope, fleetScope, tenantScope } from '../access/access.ts';
import type { AccessScope } from '../access/access.ts';
import type { Action } from '../access/action.ts';
import { createAudit } from '../audit/audit.ts';
import type { Caller } from '../caller.ts';
import { start } from '../fleet/testing/objects.ts';
import { callerOf } from '../testing/caller-of.ts';
import { createApiTokens } from './create-api-tokens.ts';
import type { ApiTokenOutcome, CreateApiTokenRequest, RevokeApiTokenRequest } from './api-tokens.ts';

const day = 24 * 3_600_000;
const acme = tenantScope('acme');
const prod = environmentScope({ tenant: 'acme', environment: 'prod' });
const personal: CreateApiTokenRequest = { kind: 'PERSONAL', name: 'laptop' };
const machine: CreateApiTokenRequest = { kind: 'MACHINE', name: 'ci', actions: ['VIEW', 'DEPLOY'], scopes: [prod] };
const platform = callerOf('ann');

function callerWith(name: string, scope: AccessScope, ...actions: Action[]): Caller {
  return callerOf(name, ['some'], { access: createAccess([{ role: 'some', scope, actions: new Set(actions) }]) });
}
const tenantAdmin = callerWith('tia', acme, 'VIEW', 'DEPLOY', 'MANAGE_ACCESS');
const developer = callerWith('dev', prod, 'VIEW', 'DEPLOY');

/** API tokens on real records. */
async function opened() {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-tokens-'));
  const database = join(folder, 'records.db');
  const records = await openRecords(`sqlite:${database}`, { busyTimeoutMs: 20 });
  onTestFinished(async () => {
    await records.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const clock = createManualClock(start);
  const { apiTokens: store, journal } = records;
  const revoked: string[] = [];
  let minted = 0;
  const tokens = createApiTokens({
    store,
    journal,
    clock,
    log: silentLog,
    mint: () => ({ secret: `secret-${(minted += 1)}`, hash: `hash-${minted}` }),
    isKnown: (name) => name === 'from-the-file',
    onRevoked: (id) => revoked.push(id),
  });
  const audit = createAudit({ log: records.audit, clock, logger: silentLog });
  const attempted = (caller: Caller, run: Parameters<typeof audit.attempt<ApiTokenOutcome>>[1]) => {
    const { name, kind } = caller;
    const origin = { credential: null, address: null, requestId: null };
    const draft = {
      ...origin,
      action: 'createApiToken',
      actor: { name, kind },
      target: null,
      dryRun: false,
      reason: null,
    };
    return audit.attempt<ApiTokenOutcome>(draft, run);
  };
  return {
    tokens,
    store,
    clock,
    database,
    revoked,
    create: (request: CreateApiTokenRequest, caller: Caller) =>
      attempted(caller, (attempt) => tokens.create(request, caller, attempt)),
    revoke: (request: RevokeApiTokenRequest, caller: Caller) =>
      attempted(caller, (attempt) => tokens.revoke(request, caller, attempt)),
    audited: async () => (await audit.list({}, {})).edges.map(({ node }) => node),
  };
}

function made(outcome: ApiTokenOutcome | { readonly problems: unknown }) {
  if ('apiToken' in outcome) return outcome;
  throw new Error(JSON.stringify(outcome));
}

describe('an API token', () => {
  it('of a person is shown once, and never kept but as its hash', async () => {
    const { create, store, database, audited } = await opened();
    const { apiToken, secret } = made(await create(personal, developer));
    expect(apiToken).toMatchObject({
      kind: 'PERSONAL',
      name: 'laptop',
      scopes: [fleetScope],
      createdBy: { name: 'dev', kind: 'USER' },
      expiresAt: start + 90 * day,
      lastUsedAt: null,
    });
    expect(await store.byHash('hash-1')).toEqual(apiToken);
    expect(secret).toBe('secret-1');
    const file = new DatabaseSync(database);
    onTestFinished(() => file.close());
    const kept = JSON.stringify(
      ['api_token', 'audit_record'].map((name) => file.prepare(`SELECT * FROM ${name}`).all()),
    );
    expect(kept).not.toContain('secret-1');
    expect(await audited()).toMatchObject([{ outcome: 'ACCEPTED', target: { type: 'API_TOKEN', id: apiToken.id } }]);
  });

  it('of a machine does no more than its maker may, who may manage access there', async () => {
    const { create, audited } = await opened();
    expect(made(await create(machine, tenantAdmin)).apiToken).toMatchObject({ scopes: [prod], groups: [] });
    const more = { ...machine, name: 'ci-2', actions: ['VIEW', 'SCALE'], scopes: [acme, fleetScope] } as const;
    const problems = [
      { code: 'FORBIDDEN', message: expect.stringContaining('You may not do SCALE on acme,') },
      {
        code: 'FORBIDDEN',
        message: expect.stringContaining('You may not do VIEW, SCALE, MANAGE_ACCESS on the fleet,'),
      },
    ];
    expect(await create(more, tenantAdmin)).toMatchObject({ problems });
    expect(await create(machine, developer)).toMatchObject({ problems: [{ code: 'FORBIDDEN' }] });
    expect((await audited()).map(({ outcome }) => outcome)).toEqual(['DENIED', 'DENIED', 'ACCEPTED']);
  });

  it('makes no other tokens', async () => {
    const { create } = await opened();
    const via = { ...platform, viaApiToken: 't1' } as const;
    for (const request of [personal, machine]) {
      expect(await create(request, via)).toMatchObject({ problems: [{ code: 'FORBIDDEN' }] });
    }
  });

  it('has a name of its own, where it is a machine', async () => {
    const { create } = await opened();
    await create(machine, platform);
    for (const name of ['ci', 'from-the-file']) {
      expect(await create({ ...machine, name }, platform)).toMatchObject({
        problems: [{ code: 'CONFLICT', path: ['input', 'name'] }],
      });
    }
  });

  it('is one for one idempotency key, shown with the first answer alone', async () => {
    const { create, revoke, audited } = await opened();
    const keyed = { ...personal, idempotencyKey: 'k1' };
    const { apiToken } = made(await create(keyed, developer));
    expect(made(await create(keyed, developer))).toEqual({ apiToken, secret: null });
    expect(await create({ ...keyed, name: 'other' }, developer)).toMatchObject({
      problems: [{ code: 'IDEMPOTENCY_MISMATCH' }],
    });
    const end = { tokenId: apiToken.id, idempotencyKey: 'k2' };
    await revoke(end, developer);
    expect(made(await revoke(end, developer)).apiToken.revokedBy).toEqual({ name: 'dev', kind: 'USER' });
    expect((await audited()).map(({ repeated }) => repeated)).toEqual([true, false, false, true, false]);
  });

  it('is seen and revoked by its maker, and by whoever manages access wherever it reaches; else it is not there', async () => {
    const { tokens, create, revoke, revoked } = await opened();
    const own = made(await create(personal, developer)).apiToken;
    const ci = made(await create(machine, tenantAdmin)).apiToken;
    const ids = async (caller: Caller) => (await tokens.list({}, caller)).edges.map(({ node }) => node.id).toSorted();
    expect(await ids(developer)).toEqual([own.id]);
    expect(await ids(tenantAdmin)).toEqual([ci.id]);
    expect(await ids(platform)).toEqual([own.id, ci.id].toSorted());
    expect([await tokens.get(ci.id, developer), await tokens.get(ci.id, tenantAdmin)]).toEqual([null, ci]);
    const notThere = await revoke({ tokenId: 'nothing' }, developer);
    expect(notThere).toMatchObject({ problems: [{ code: 'NOT_FOUND' }] });
    expect(await revoke({ tokenId: ci.id }, developer)).toEqual(notThere);
    made(await revoke({ tokenId: ci.id }, tenantAdmin));
    expect(await revoke({ tokenId: ci.id }, platform)).toMatchObject({ problems: [{ code: 'CONFLICT' }] });
    expect(revoked).toEqual([ci.id]);
  });

  it('neither sees nor revokes the others of its maker, unless it manages access wherever they reach', async () => {
    const { tokens, create, revoke } = await opened();
    const own = made(await create(personal, developer)).apiToken;
    const ofProd = made(await create({ ...personal, name: 'phone', scopes: [prod] }, developer)).apiToken;
    const via = { ...developer, viaApiToken: 't1' } as const;
    const list = async (caller: Caller) => (await tokens.list({}, caller)).edges.map(({ node }) => node.id);
    expect([await list(via), await tokens.get(own.id, via)]).toEqual([[], null]);
    const notThere = await revoke({ tokenId: 'nothing' }, via);
    expect(await revoke({ tokenId: own.id }, via)).toEqual(notThere);
    const managing = { ...callerWith('dev', acme, 'VIEW', 'MANAGE_ACCESS'), viaApiToken: 't1' } as const;
    expect(await list(managing)).toEqual([ofProd.id]);
    made(await revoke({ tokenId: ofProd.id }, managing));
  });

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 'tenantry' }, 'name'],
    [{ name: 'a'.repeat(129) }, 'name'],
    [{ actions: [] }, 'actions'],
    [{ scopes: [] }, 'on'],
    [{ expiresAt: start }, 'expiresAt'],
    [{ expiresAt: start + 367 * day }, 'expiresAt'],
    [{ reason: 'x'.repeat(1001) }, 'reason'],
    [{ idempotencyKey: '' }, 'idempotencyKey'],
    [{ kind: 'MACHINE' as const }, 'actions'],
  ])('is refused for what makes no sense: %j', async (change, field) => {
    const { create } = await opened();
    expect(await create({ ...personal, ...change }, platform)).toMatchObject({
      problems: expect.arrayContaining([expect.objectContaining({ code: 'INVALID', path: ['input', field] })]),
    });
  });

  it('is not made where it cannot be recorded', async () => {
    const { create, database } = await opened();
    const other = new DatabaseSync(database);
    onTestFinished(() => other.close());
    other.exec('BEGIN IMMEDIATE');
    expect(await create(personal, platform)).toMatchObject({ problems: [{ code: 'UNAVAILABLE', retryable: true }] });
  });
});
