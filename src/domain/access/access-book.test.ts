import { describe, expect, it } from 'vitest';
import { silentLog } from '../../lib/log.ts';
import { environmentScope, fleetScope, tenantScope } from './access.ts';
import type { AccessScope } from './access.ts';
import { createAccessBook } from './access-book.ts';
import type { Identity } from './access-book.ts';
import type { Binding, RecordedBinding, Subject } from './binding.ts';

const prod = environmentScope({ tenant: 'acme', environment: 'prod' });
const mia: Identity = { kind: 'USER', name: 'mia', groups: [] };
const person: Subject = { kind: 'PERSON', name: 'mia' };

function binding(role: string, scope: AccessScope, subject: Subject = person): Binding {
  return { role, subject, scope };
}

function recorded(id: string, made: Binding): RecordedBinding {
  return { ...made, id, createdBy: { name: 'ann', kind: 'USER' }, createdAt: 0 };
}

describe('a book of access', () => {
  it('adds up what all sources give: the callers’ file, the access file, and what was bound', () => {
    const book = createAccessBook(silentLog);
    book.replaceRules({ roles: [], bindings: [binding('viewer', tenantScope('acme'))] });
    book.replaceRecorded([recorded('1', binding('developer', prod))]);
    book.replaceCalled([binding('auditor', fleetScope)]);
    const access = book.of(mia);
    expect(access.roles).toEqual([
      { role: 'auditor', scope: fleetScope },
      { role: 'viewer', scope: tenantScope('acme') },
      { role: 'developer', scope: prod },
    ]);
    expect([access.may('DEPLOY', prod), access.may('DEPLOY', tenantScope('acme')), access.may('VIEW', prod)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('keeps people, tokens and groups of one name apart', () => {
    const book = createAccessBook(silentLog);
    const kinds = ['PERSON', 'TOKEN', 'GROUP'] as const;
    book.replaceRules({
      roles: [],
      bindings: kinds.map((kind) => binding(kind.toLowerCase(), fleetScope, { kind, name: 'mia' })),
    });
    const rolesOf = (identity: Identity) => book.of(identity).rolesOn(fleetScope);
    expect(rolesOf(mia)).toEqual(['person']);
    expect(rolesOf({ ...mia, kind: 'TOKEN' })).toEqual(['token']);
    expect(rolesOf({ ...mia, name: 'bob', groups: ['other', 'mia'] })).toEqual(['group']);
  });

  it('has one access for all who have the same roles, whoever they are, for as long as they have', () => {
    const book = createAccessBook(silentLog);
    const bob: Identity = { ...mia, name: 'bob' };
    const other: Subject = { kind: 'PERSON', name: 'bob' };
    const bindings = [binding('viewer', prod), binding('viewer', prod, other)];
    book.replaceRules({ roles: [], bindings });
    const before = book.of(mia);
    expect(book.of(bob)).toBe(before);
    book.replaceRules({ roles: [], bindings: [...bindings, binding('developer', prod, other)] });
    expect(book.of(bob)).not.toBe(before);
    expect(book.of(mia)).toBe(before);
    book.replaceRules({ roles: [], bindings });
    expect(book.of(mia)).toBe(before);
    expect(book.of(bob)).toBe(before);
  });

  it('lets a role of no known name count and allow nothing, until the file says what it allows', () => {
    const book = createAccessBook(silentLog);
    book.replaceCalled([binding('release-manager', fleetScope)]);
    expect(book.of(mia)).toMatchObject({ views: [], roles: [{ role: 'release-manager', scope: fleetScope }] });
    const role = { name: 'release-manager', description: '', isBuiltIn: false, isDelegable: false };
    book.replaceRules({ roles: [{ ...role, actions: new Set(['VIEW'] as const) }], bindings: [] });
    expect(book.of(mia).views).toEqual([fleetScope]);
    expect(book.roles.map(({ name }) => name)).toEqual([
      'viewer',
      'developer',
      'operator',
      'tenant-administrator',
      'platform-administrator',
      'release-manager',
    ]);
  });

  it('answers the same object for as long as that is the same, whatever others are given', () => {
    const book = createAccessBook(silentLog);
    book.replaceRecorded([recorded('1', binding('viewer', prod))]);
    const before = book.of(mia);
    expect(book.of(mia)).toBe(before);
    book.replaceRecorded([
      recorded('1', binding('viewer', prod)),
      recorded('2', binding('viewer', prod, { kind: 'PERSON', name: 'bob' })),
    ]);
    expect(book.of(mia)).toBe(before);
    book.replaceRecorded([]);
    expect(book.of(mia)).not.toBe(before);
    expect(book.of(mia).views).toEqual([]);
  });

  it('tells of changes at once, and only of those', () => {
    const book = createAccessBook(silentLog);
    const heard: number[] = [];
    const stop = book.onChange(() => heard.push(book.of(mia).views.length));
    book.replaceRecorded([recorded('1', binding('viewer', prod))]);
    book.replaceRecorded([recorded('1', binding('viewer', prod))]);
    book.replaceRules({ roles: [], bindings: [binding('viewer', tenantScope('globex'))] });
    stop();
    book.replaceRecorded([]);
    expect(heard).toEqual([1, 2]);
  });
});
