import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../lib/log.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import { openRecords } from '../../records/open-records.ts';
import { createAudit } from '../audit/audit.ts';
import type { Attempt } from '../audit/attempt.ts';
import type { Caller } from '../caller.ts';
import { MemoryCluster } from '../fleet/testing/memory-cluster.ts';
import { namespace, start } from '../fleet/testing/objects.ts';
import { fleetOf } from '../fleet/testing/scene.ts';
import { callerOf } from '../testing/caller-of.ts';
import { environmentScope, fleetScope, tenantScope } from './access.ts';
import type { AccessScope } from './access.ts';
import { createAccessBook } from './access-book.ts';
import type { Binding, Subject } from './binding.ts';
import type { BindingOutcome, BindingRequest } from './bindings.ts';
import { createBindings } from './create-bindings.ts';
import { followBindings } from './follow-bindings.ts';

const acme = tenantScope('acme');
const prod = environmentScope({ tenant: 'acme', environment: 'prod' });
const person = (name: string): Subject => ({ kind: 'PERSON', name });
const give = (role: string, name: string, scope: AccessScope): Binding => ({ role, subject: person(name), scope });

/** acme/prod and globex/prod, ann who administers the platform by the access file, and tia who administers acme. */
async function opened({ administered = true, isAdministeredElsewhere = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-bindings-'));
  const database = join(folder, 'records.db');
  const records = await openRecords(`sqlite:${database}`, { busyTimeoutMs: 20 });
  const cluster = new MemoryCluster('eu-1');
  cluster.namespaces.put(namespace('acme-prod'));
  cluster.namespaces.put(namespace('globex-prod'));
  const { fleet } = fleetOf(cluster);
  const clock = createManualClock(start);
  const book = createAccessBook(silentLog);
  book.replaceCalled([give('tenant-administrator', 'cal', acme)]);
  book.replaceRules({
    roles: [
      role('release-manager', false),
      role('on-call', true),
      { ...role('access-manager', false), actions: new Set(['VIEW', 'VIEW_LOGS', 'MANAGE_ACCESS'] as const) },
      { ...role('access-remover', false), actions: new Set(['MANAGE_ACCESS', 'PAUSE'] as const) },
      { ...role('pauser', true), actions: new Set(['PAUSE'] as const) },
    ],
    bindings: [
      ...(administered ? [give('platform-administrator', 'ann', fleetScope)] : []),
      give('tenant-administrator', 'tia', acme),
      give('developer', 'dev', prod),
      give('access-manager', 'max', fleetScope),
    ],
  });
  const { bindings: store, journal } = records;
  const followed = await followBindings({ store, book, shared: false, clock, log: silentLog });
  onTestFinished(async () => {
    await followed.close();
    await records.close();
    rmSync(folder, { recursive: true, force: true });
  });
  let minted = 0;
  const bindings = createBindings({
    store,
    journal,
    book,
    fleet,
    refresh: () => followed.refresh(),
    isAdministeredElsewhere: () => isAdministeredElsewhere,
    clock,
    log: silentLog,
    newId: () => `b${(minted += 1)}`,
  });
  const audit = createAudit({ log: records.audit, clock, logger: silentLog });
  const caller = (name: string): Caller => callerOf(name, [], { access: book.of({ kind: 'USER', name, groups: [] }) });
  const attempted = (name: string, action: string, run: (attempt: Attempt) => Promise<BindingOutcome>) => {
    const actor = { name, kind: 'USER' } as const;
    const origin = { credential: null, address: null, requestId: null };
    return audit.attempt<BindingOutcome>({ ...origin, action, actor, target: null, dryRun: false, reason: null }, run);
  };
  return {
    book,
    database,
    bind: (name: string, request: BindingRequest) =>
      attempted(name, 'bindRole', (attempt) => bindings.bind(request, caller(name), attempt)),
    unbind: (name: string, request: BindingRequest) =>
      attempted(name, 'unbindRole', (attempt) => bindings.unbind(request, caller(name), attempt)),
    list: (name: string, filter = {}, page = {}) => bindings.list(filter, page, caller(name).access),
    may: (name: string) => caller(name).access,
    audited: async () => (await audit.list({}, { first: 50 })).edges.map(({ node }) => node),
  };
}

function role(name: string, isDelegable: boolean) {
  return { name, description: '', actions: new Set(['VIEW'] as const), isBuiltIn: false, isDelegable };
}

const refused = (code: string) => ({ problems: [expect.objectContaining({ code })] });

describe('a role', () => {
  it('is given at once, and taken back, each with a record that says which and whose', async () => {
    const { bind, unbind, may, audited } = await opened();
    expect(await bind('ann', give('developer', 'mia', prod))).toMatchObject({
      binding: { id: 'b1', role: 'developer', createdBy: { name: 'ann', kind: 'USER' }, createdAt: start },
    });
    expect(may('mia').may('DEPLOY', prod)).toBe(true);
    expect(await bind('ann', give('developer', 'mia', prod))).toEqual(refused('CONFLICT'));
    expect(await unbind('ann', give('developer', 'mia', prod))).toMatchObject({ binding: { id: 'b1' } });
    expect(may('mia').may('DEPLOY', prod)).toBe(false);
    expect(await unbind('ann', give('developer', 'mia', prod))).toEqual(refused('NOT_FOUND'));
    const target = {
      type: 'ROLE_BINDING',
      id: 'b1',
      tenant: 'acme',
      environment: 'prod',
      binding: { role: 'developer', subject: person('mia') },
    };
    expect(await audited()).toMatchObject([
      { action: 'unbindRole', outcome: 'REFUSED' },
      { action: 'unbindRole', outcome: 'ACCEPTED', target },
      { action: 'bindRole', outcome: 'REFUSED' },
      { action: 'bindRole', outcome: 'ACCEPTED', target },
    ]);
  });

  it('is taken back by whoever may, who is told who gave it only where they see who has what', async () => {
    const { book, bind, unbind } = await opened();
    book.replaceCalled([give('access-remover', 'rob', fleetScope)]);
    await bind('ann', give('pauser', 'mia', fleetScope));
    expect(await unbind('rob', give('pauser', 'mia', fleetScope))).toMatchObject({
      binding: { id: 'b1', role: 'pauser', createdBy: null },
    });
  });

  it('is given once by one key, also when it has been taken back since', async () => {
    const { bind, unbind, audited } = await opened();
    const request = { ...give('developer', 'mia', prod), idempotencyKey: 'k1' };
    const made = await bind('ann', request);
    await unbind('ann', { ...give('developer', 'mia', prod), idempotencyKey: 'k2' });
    expect(await bind('ann', request)).toEqual(made);
    expect(await unbind('ann', { ...give('developer', 'mia', prod), idempotencyKey: 'k2' })).toEqual(made);
    expect(await bind('ann', { ...request, role: 'viewer' })).toEqual(refused('IDEMPOTENCY_MISMATCH'));
    expect((await audited()).map(({ repeated }) => repeated)).toEqual([false, true, true, false, false]);
  });

  it('that a file gives is not taken back by a mutation', async () => {
    const { unbind } = await opened();
    const inFile = { code: 'CONFLICT', message: expect.stringContaining('the access file') };
    expect(await unbind('ann', give('developer', 'dev', prod))).toMatchObject({ problems: [inFile] });
    const calling = { code: 'CONFLICT', message: expect.stringContaining('the callers’ file') };
    expect(await unbind('ann', give('tenant-administrator', 'cal', acme))).toMatchObject({ problems: [calling] });
  });

  it.each([
    [{ role: 'No Role' }, ['role']],
    [{ subject: person(' ') }, ['subject', 'name']],
    [{ subject: person('a\nb') }, ['subject', 'name']],
    [{ reason: 'x'.repeat(1001) }, ['reason']],
    [{ idempotencyKey: '' }, ['idempotencyKey']],
  ])('is not given where that makes no sense: %j', async (change, path) => {
    const { bind } = await opened();
    const problems = [expect.objectContaining({ code: 'INVALID', path: ['input', ...path] })];
    expect(await bind('ann', { ...give('viewer', 'mia', prod), ...change })).toEqual({ problems });
  });

  it('is not given where it cannot be recorded', async () => {
    const { bind, may, database } = await opened();
    const other = new DatabaseSync(database);
    onTestFinished(() => other.close());
    other.exec('BEGIN IMMEDIATE');
    expect(await bind('ann', give('viewer', 'mia', prod))).toEqual(refused('UNAVAILABLE'));
    expect(may('mia').sees({ tenant: 'acme', environment: 'prod' })).toBe(false);
  });
});

describe('an administrator of a tenant', () => {
  it('gives and takes back roles there, and only what it has itself', async () => {
    const { bind, unbind, may } = await opened();
    expect(await bind('tia', give('operator', 'mia', acme))).toMatchObject({ binding: { id: 'b1' } });
    expect(await bind('tia', give('developer', 'mia', prod))).toMatchObject({ binding: { id: 'b2' } });
    expect(may('mia').may('FREEZE', prod)).toBe(true);
    expect(await unbind('tia', give('operator', 'mia', acme))).toMatchObject({ binding: { id: 'b1' } });
    expect(await bind('tia', give('viewer', 'mia', fleetScope))).toEqual(refused('FORBIDDEN'));
    expect(await bind('tia', give('platform-administrator', 'tia', acme))).toEqual(refused('FORBIDDEN'));
    expect(may('tia').may('VIEW', fleetScope)).toBe(false);
  });

  it('does not give what counts in approvals, unless it was said that it may', async () => {
    const { bind, unbind } = await opened();
    // One is defined, the other is not; both may be what a rule asks for.
    for (const name of ['release-manager', 'somebody-important']) {
      expect(await bind('tia', give(name, 'tia', acme))).toEqual(refused('FORBIDDEN'));
      expect(await bind('ann', give(name, 'mia', acme))).toMatchObject({ binding: {} });
      expect(await unbind('tia', give(name, 'mia', acme))).toEqual(refused('FORBIDDEN'));
      expect(await unbind('ann', give(name, 'mia', acme))).toMatchObject({ binding: {} });
    }
    expect(await bind('tia', give('on-call', 'mia', acme))).toMatchObject({ binding: {} });
  });

  it('is told of another tenant what it is told of one that is not there', async () => {
    const { bind, unbind } = await opened();
    for (const act of [bind, unbind]) {
      const elsewhere = await act('tia', give('viewer', 'mia', tenantScope('globex')));
      expect(elsewhere).toEqual(refused('NOT_FOUND'));
      expect(await act('tia', give('viewer', 'mia', tenantScope('nowhere')))).toEqual(elsewhere);
      const key = { tenant: 'globex', environment: 'prod' };
      const environment = await act('tia', give('viewer', 'mia', environmentScope(key)));
      const nowhere = { tenant: 'acme', environment: 'nowhere' };
      expect(await act('tia', give('viewer', 'mia', environmentScope(nowhere)))).toEqual(environment);
    }
    expect(await bind('ann', give('viewer', 'mia', tenantScope('nowhere')))).toEqual(refused('NOT_FOUND'));
  });

  it('sees who has what there, and nothing besides', async () => {
    const { bind, list } = await opened();
    await bind('ann', give('viewer', 'mia', fleetScope));
    await bind('ann', give('viewer', 'mia', tenantScope('globex')));
    await bind('ann', give('viewer', 'mia', acme));
    const { edges, totalCount } = list('tia');
    expect(edges.map(({ node }) => [node.scope, node.role, node.subject.name, node.source])).toEqual([
      [acme, 'tenant-administrator', 'cal', 'CALLERS_FILE'],
      [acme, 'tenant-administrator', 'tia', 'ACCESS_FILE'],
      [acme, 'viewer', 'mia', 'MUTATION'],
      [prod, 'developer', 'dev', 'ACCESS_FILE'],
    ]);
    expect(totalCount).toBe(4);
    expect(list('ann').totalCount).toBe(8);
    expect(list('ann', { roles: ['viewer'], tenants: ['acme', 'globex'], subjects: ['mia'] }).totalCount).toBe(2);
    const second = list('tia', {}, { first: 2, after: edges[1]?.cursor });
    expect(second.edges.map(({ node }) => node.role)).toEqual(['viewer', 'developer']);
    expect(() => list('dev')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  });
});

describe('somebody who may not say who may do what', () => {
  it('gives and takes back nothing', async () => {
    const { bind, unbind, audited } = await opened();
    await bind('ann', give('viewer', 'mia', prod));
    expect(await bind('dev', give('viewer', 'mia', prod))).toEqual(refused('FORBIDDEN'));
    expect(await unbind('dev', give('viewer', 'mia', prod))).toEqual(refused('FORBIDDEN'));
    expect((await audited()).map(({ outcome }) => outcome)).toEqual(['DENIED', 'DENIED', 'ACCEPTED']);
  });
});

describe('the administration of the platform', () => {
  it('is not given by those who only manage access', async () => {
    const { bind } = await opened();
    expect(await bind('max', give('platform-administrator', 'max', fleetScope))).toEqual(refused('FORBIDDEN'));
    expect(await bind('max', give('developer', 'max', fleetScope))).toEqual(refused('FORBIDDEN'));
    expect(await bind('max', give('viewer', 'mia', fleetScope))).toMatchObject({ binding: {} });
  });

  const admin = (name: string) => give('platform-administrator', name, fleetScope);

  it('is not taken back from the last who has it, by whatever way', async () => {
    const { book, bind, unbind } = await opened();
    await bind('ann', admin('bob'));
    book.replaceRules({ roles: [], bindings: [] });
    expect(await unbind('bob', admin('bob'))).toEqual(refused('CONFLICT'));
    await bind('bob', admin('eve'));
    expect(await unbind('bob', admin('bob'))).toMatchObject({ binding: {} });
    expect(await unbind('eve', admin('eve'))).toEqual(refused('CONFLICT'));
  });

  it.each([{ administered: true }, { isAdministeredElsewhere: true }])(
    'may be taken back from all where a file gives it: %j',
    async (by) => {
      const { book, bind, unbind } = await opened({ ...by, administered: true });
      await bind('ann', admin('bob'));
      if (by.isAdministeredElsewhere === true) book.replaceRules({ roles: [], bindings: [] });
      expect(await unbind('bob', admin('bob'))).toMatchObject({ binding: {} });
    },
  );
});
