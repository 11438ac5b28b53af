import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../lib/log.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import { openRecords } from '../../records/open-records.ts';
import { createAccess, tenantScope } from '../access/access.ts';
import { createAudit } from '../audit/audit.ts';
import type { AuditDraft } from '../audit/audit-draft.ts';
import type { Caller } from '../caller.ts';
import { createFleet } from '../fleet/create-fleet.ts';
import { MemoryCluster, MemoryRegistry } from '../fleet/testing/memory-cluster.ts';
import { namespace, start } from '../fleet/testing/objects.ts';
import { createFreezes } from './create-freezes.ts';
import type { Freeze } from './freeze.ts';
import type { CreateFreezeRequest, EndFreezeRequest, FreezeOutcome } from './freezes.ts';
import { accessOf } from '../testing/access-of.ts';
import { callerOf } from '../testing/caller-of.ts';

const admin = callerOf('ann', ['developer', 'platform-administrator']);
const developer = callerOf('bob', ['developer'], { kind: 'TOKEN', access: accessOf('developer') });
const hour = 3_600_000;
const day = 24 * hour;
const request: CreateFreezeRequest = { reason: 'Black Friday', until: start + day, scope: {}, allowsRollbacks: false };

/** Freezes on real records, in a fleet with acme/prod and globex/prod. */
async function opened() {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-freezes-'));
  const database = join(folder, 'records.db');
  const records = await openRecords(`sqlite:${database}`, { busyTimeoutMs: 20 });
  onTestFinished(async () => {
    await records.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const cluster = new MemoryCluster('eu-1');
  for (const name of ['acme-prod', 'globex-prod']) cluster.namespaces.put(namespace(name));
  const clock = createManualClock(start);
  const fleet = createFleet({ registry: new MemoryRegistry(cluster), clock });
  onTestFinished(() => fleet.close());
  const { freezes: store, journal } = records;
  const freezes = createFreezes({ store, journal, fleet, clock, log: silentLog });
  const audit = createAudit({ log: records.audit, clock, logger: silentLog });
  return {
    freezes,
    clock,
    database,
    create: (asked: CreateFreezeRequest, caller = admin) =>
      audit.attempt<FreezeOutcome>(draftOf('createFreeze', caller), (attempt) =>
        freezes.create(asked, caller, attempt),
      ),
    end: (asked: EndFreezeRequest, caller = admin) =>
      audit.attempt<FreezeOutcome>(draftOf('endFreeze', caller), (attempt) => freezes.end(asked, caller, attempt)),
    /** Oldest first. */
    audited: async () => (await audit.list({}, {})).edges.map(({ node }) => node).toReversed(),
  };
}

function draftOf(action: string, { name, kind }: Caller): AuditDraft {
  const origin = { credential: null, address: null, requestId: null };
  return { ...origin, action, actor: { name, kind }, target: null, dryRun: false, reason: null };
}

function freezeOf(outcome: FreezeOutcome): Freeze {
  if ('freeze' in outcome) return outcome.freeze;
  throw new Error(JSON.stringify(outcome));
}

describe('freezes', () => {
  it('begin at once where nothing else is said, are found, and are ended by name', async () => {
    const { freezes, clock, create, end, audited } = await opened();
    const scope = { tenants: ['acme', 'acme'], environments: ['prod'], kinds: ['DEPLOY'] } as const;
    const freeze = freezeOf(await create({ ...request, reason: ' Black Friday ', scope }));
    expect(freeze).toEqual({
      id: expect.any(String),
      reason: 'Black Friday',
      from: start,
      until: start + day,
      scope: { tenants: ['acme'], environments: ['prod'], clusterLabels: [], kinds: ['DEPLOY'] },
      allowsRollbacks: false,
      createdBy: { name: 'ann', kind: 'USER' },
      createdAt: start,
      endedAt: null,
      endedBy: null,
    });
    expect(await freezes.get(freeze.id)).toEqual(freeze);
    expect(await freezes.ahead()).toEqual([freeze]);
    clock.advance(hour);
    const ended = freezeOf(await end({ freezeId: freeze.id }));
    expect(ended).toEqual({ ...freeze, endedAt: start + hour, endedBy: { name: 'ann', kind: 'USER' } });
    expect(await freezes.ahead()).toEqual([]);
    expect((await freezes.list({ states: ['OVER'] }, {})).edges.map(({ node }) => node)).toEqual([ended]);
    const target = { type: 'FREEZE', id: freeze.id, tenant: 'acme', environment: 'prod', app: null, kind: null };
    expect(await audited()).toMatchObject([
      { action: 'createFreeze', outcome: 'ACCEPTED', target, at: start },
      { action: 'endFreeze', outcome: 'ACCEPTED', target, at: start + hour },
    ]);
  });

  it('are for those to make and end who may freeze all that they are about', async () => {
    const { freezes, create, end, audited } = await opened();
    const refused = (words: string) => ({ problems: [{ code: 'FORBIDDEN', message: expect.stringContaining(words) }] });
    expect(await create(request, developer)).toMatchObject(
      refused('Ask a platform administrator for the role operator'),
    );
    const { id } = freezeOf(await create(request));
    expect(await end({ freezeId: id }, developer)).toMatchObject(refused('for the whole fleet'));
    expect((await freezes.get(id))?.endedAt).toBeNull();
    expect((await freezes.list({}, {})).totalCount).toBe(1);
    expect((await audited()).map(({ outcome }) => outcome)).toEqual(['DENIED', 'ACCEPTED', 'DENIED']);
  });

  it('can be made and ended for one tenant, or environments of it, by who may freeze there', async () => {
    const { create, end } = await opened();
    const acme = { tenants: ['acme'] };
    const prod = { ...acme, environments: ['prod'] };
    const ofTenant = callerOf('cem', [], { access: accessOf('operator acme') });
    const ofProd = callerOf('dan', [], { access: accessOf('viewer acme', 'operator acme/prod') });
    expect(await create(request, ofTenant)).toMatchObject({ problems: [{ code: 'FORBIDDEN' }] });
    expect(await create({ ...request, scope: { environments: ['prod'] } }, ofTenant)).toMatchObject({
      problems: [{ code: 'FORBIDDEN' }],
    });
    const { id } = freezeOf(await create({ ...request, scope: acme }, ofTenant));
    const refusal = 'You may not make or end freezes in acme. Ask an administrator of acme for the role operator.';
    expect(await end({ freezeId: id }, ofProd)).toMatchObject({ problems: [{ code: 'FORBIDDEN', message: refusal }] });
    expect(freezeOf(await end({ freezeId: id }, ofTenant)).endedBy?.name).toBe('cem');
    expect(await create({ ...request, scope: acme }, ofProd)).toMatchObject({ problems: [{ code: 'FORBIDDEN' }] });
    expect(freezeOf(await create({ ...request, scope: prod }, ofProd)).scope.environments).toEqual(['prod']);
  });

  it('are not there for those who see nothing that they are about, and name no tenant that is not seen', async () => {
    const { create, end } = await opened();
    const ofGlobex = callerOf('eve', [], { access: accessOf('operator globex') });
    const { id } = freezeOf(await create({ ...request, scope: { tenants: ['acme'] } }));
    const none = await end({ freezeId: 'none' }, ofGlobex);
    expect(none).toMatchObject({ problems: [{ code: 'NOT_FOUND' }] });
    expect(await end({ freezeId: id }, ofGlobex)).toEqual(none);
    const both = freezeOf(await create({ ...request, scope: { tenants: ['acme', 'globex'] } }));
    expect(JSON.stringify(await end({ freezeId: both.id }, ofGlobex))).not.toContain('acme');
    const withoutSight = { role: 'freezer', scope: tenantScope('acme'), actions: new Set(['FREEZE'] as const) };
    const grants = [
      withoutSight,
      { role: 'operator', scope: tenantScope('globex'), actions: new Set(['VIEW', 'FREEZE'] as const) },
    ];
    const freezer = callerOf('eve', [], { access: createAccess(grants) });
    expect(freezeOf(await end({ freezeId: both.id }, freezer)).scope.tenants).toEqual(['globex']);
    // A tenant that is there and one that is not: the same words, and no help to guess it.
    const named = async (tenant: string) => {
      const outcome = await create({ ...request, scope: { tenants: [tenant] } }, ofGlobex);
      return JSON.stringify(outcome).replaceAll(tenant, 'x');
    };
    expect(await named('acme')).toBe(await named('acne'));
    expect(await named('acme')).toContain('There is no tenant');
    // Whoever made one and has lost sight of it since is not told of it by the same key either.
    const keyed = { ...request, scope: { tenants: ['acme', 'globex'] }, idempotencyKey: 'k' };
    freezeOf(await create(keyed));
    const now = (...held: readonly string[]) => callerOf('ann', [], { access: accessOf(...held) });
    expect(freezeOf(await create(keyed, now('viewer acme'))).scope.tenants).toEqual(['acme']);
    expect(await create(keyed, now('viewer initech'))).toMatchObject({ problems: [{ code: 'NOT_FOUND' }] });
  });

  it('are refused where something is wrong with them, with nothing written', async () => {
    const { freezes, create } = await opened();
    const outcome = await create({ ...request, reason: '', scope: { tenants: ['acem'] } });
    expect(outcome).toMatchObject({ problems: [{ code: 'INVALID' }, { code: 'INVALID' }] });
    expect((await freezes.list({}, {})).totalCount).toBe(0);
  });

  it('answer the same freeze for the same key and input, also once it is over, and refuse another input', async () => {
    const { clock, create, end, audited } = await opened();
    const keyed = { ...request, idempotencyKey: 'k1' };
    const outcomes = await Promise.all([1, 2, 3].map(() => create(keyed)));
    const ids = new Set(outcomes.map((outcome) => freezeOf(outcome).id));
    expect(ids.size).toBe(1);
    expect((await audited()).map(({ repeated }) => repeated)).toEqual([false, true, true]);
    expect(await create({ ...keyed, reason: 'other' })).toMatchObject({
      problems: [{ code: 'IDEMPOTENCY_MISMATCH', path: ['input', 'idempotencyKey'] }],
    });
    const [id = ''] = ids;
    expect(await end({ freezeId: id, idempotencyKey: 'k1' })).toMatchObject({
      problems: [{ code: 'IDEMPOTENCY_MISMATCH' }],
    });
    const ending = { freezeId: id, idempotencyKey: 'k2' };
    const ended = freezeOf(await end(ending));
    clock.advance(day);
    expect(await end(ending)).toEqual({ freeze: ended });
    expect(await create(keyed)).toEqual({ freeze: ended });
    // Another caller's key is another key.
    const other = await end(ending, { ...admin, name: 'eve' });
    expect(other).toMatchObject({ problems: [{ code: 'CONFLICT' }] });
  });

  it('are not ended twice, nor when they are over, nor when there are none', async () => {
    const { clock, create, end } = await opened();
    const { id } = freezeOf(await create(request));
    const twice = await Promise.all([end({ freezeId: id }), end({ freezeId: id })]);
    expect(twice.filter((outcome) => 'freeze' in outcome)).toHaveLength(1);
    const over = freezeOf(await create(request));
    clock.advance(day);
    expect(await end({ freezeId: over.id })).toMatchObject({
      problems: [{ code: 'CONFLICT', message: expect.stringContaining('2026-01-02T00:00:00.000Z') }],
    });
    expect(await end({ freezeId: 'nowhere' })).toMatchObject({
      problems: [{ code: 'NOT_FOUND', path: ['input', 'freeze'] }],
    });
  });

  it('are refused while the records are locked, with nothing written', async () => {
    const { freezes, database, create, audited } = await opened();
    const other = new DatabaseSync(database);
    other.exec('begin immediate');
    expect(await create(request)).toMatchObject({
      problems: [{ code: 'UNAVAILABLE', retryable: true }],
    });
    other.exec('rollback');
    other.close();
    expect((await freezes.list({}, {})).totalCount).toBe(0);
    expect(await audited()).toEqual([]);
  });
});
