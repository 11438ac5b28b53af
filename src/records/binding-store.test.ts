import { describe, expect, it } from 'vitest';
import { environmentScope, fleetScope, tenantScope } from '../domain/access/access.ts';
import type { RecordedBinding } from '../domain/access/binding.ts';
import type { BesideBinding } from '../domain/access/binding-store.ts';
import { auditEntryOf } from '../domain/audit/testing/audit-entry.ts';
import { problem } from '../domain/operations/problems.ts';
import { createAuditStore } from './audit-store.ts';
import { createBindingStore } from './binding-store.ts';
import { recordEngines } from './fixtures/record-engines.ts';

const ann = { name: 'ann', kind: 'USER' } as const;
const scopes = [fleetScope, tenantScope('acme'), environmentScope({ tenant: 'acme', environment: 'prod' })];

function bindingOf(id: string, change: Partial<RecordedBinding> = {}): RecordedBinding {
  const subject = { kind: 'PERSON', name: 'mia' } as const;
  return { id, role: 'viewer', subject, scope: fleetScope, createdBy: ann, createdAt: 500, ...change };
}

const beside = (change: Partial<BesideBinding> = {}): BesideBinding => ({
  key: null,
  audit: ({ id }) => auditEntryOf({ action: 'bindRole', reason: id }),
  refusal: () => null,
  ...change,
});
const key = { caller: 'USER ann', key: 'k1', inputHash: 'hash', createdAt: 5 };

describe.each(recordEngines)('the bindings on $name', ({ open }) => {
  it('give back what was written, wherever it is for, without what was removed', async () => {
    const store = createBindingStore(await open());
    const made = scopes.map((scope, index) =>
      bindingOf(`b${index}`, { scope, subject: { kind: 'GROUP', name: `corp:${index}` }, createdAt: 900 + index }),
    );
    for (const binding of made.toReversed()) {
      expect(await store.create(binding, beside())).toEqual({ type: 'DONE', binding });
    }
    expect(await store.all()).toEqual(made);
    const [first, second, third] = made;
    const removal = { binding: bindingOf('', { ...second, id: 'another' }), by: ann, at: 1_000 };
    expect(await store.remove(removal, beside())).toEqual({ type: 'DONE', binding: second });
    expect(await store.remove(removal, beside())).toEqual({ type: 'MISSING' });
    expect(await store.all()).toEqual([first, third]);
    expect([await store.get('b1'), await store.get('b9')]).toEqual([second, null]);
  });

  it('have another version after each change, and no other after what changed nothing', async () => {
    const store = createBindingStore(await open());
    const versions = [await store.version()];
    await store.create(bindingOf('b1'), beside());
    versions.push(await store.version());
    await store.remove({ binding: bindingOf(''), by: ann, at: 1 }, beside());
    versions.push(await store.version());
    expect(new Set(versions).size).toBe(3);
    await store.remove({ binding: bindingOf(''), by: ann, at: 1 }, beside());
    await store.create(bindingOf('b2'), beside({ refusal: () => problem('CONFLICT', 'no') }));
    expect(await store.version()).toBe(versions.at(-1));
  });

  it('are written with their audit and key, or not at all', async () => {
    const db = await open();
    const [store, audit] = [createBindingStore(db), createAuditStore(db)];
    const refused = problem('CONFLICT', 'no');
    expect(await store.create(bindingOf('b1'), beside({ key, refusal: () => refused }))).toEqual({
      type: 'REFUSED',
      problem: refused,
    });
    expect(await store.create(bindingOf('b2'), beside({ key }))).toMatchObject({ type: 'DONE' });
    const earlier = { ...key, operationId: 'b2' };
    expect(await store.create(bindingOf('b3'), beside({ key }))).toEqual({ type: 'REPEATED', earlier });
    expect((await store.all()).map(({ id }) => id)).toEqual(['b2']);
    const removal = { binding: bindingOf(''), by: ann, at: 1 };
    const removalKey = { ...key, key: 'k2' };
    expect(await store.remove(removal, beside({ key: removalKey }))).toMatchObject({ type: 'DONE' });
    expect(await store.remove(removal, beside({ key: removalKey }))).toEqual({
      type: 'REPEATED',
      earlier: { ...removalKey, operationId: 'b2' },
    });
    const { records } = await audit.page({ filter: {}, limit: 10, from: 'START' });
    expect(records.map(({ reason }) => reason)).toEqual(['b2', 'b2']);
  });

  it('are changed one at a time: of two who would each leave the other as the last, one is refused', async () => {
    const store = createBindingStore(await open());
    const names = ['ann', 'bob'];
    for (const name of names) {
      await store.create(bindingOf(name, { subject: { kind: 'PERSON', name } }), beside());
    }
    const last = problem('CONFLICT', 'the last');
    const outcomes = await Promise.all(
      names.map((name) =>
        store.remove(
          { binding: bindingOf('', { subject: { kind: 'PERSON', name } }), by: ann, at: 1 },
          beside({ refusal: (present) => (present.length < 2 ? last : null) }),
        ),
      ),
    );
    expect(outcomes.map(({ type }) => type).toSorted()).toEqual(['DONE', 'REFUSED']);
    expect(await store.all()).toHaveLength(1);
  });
});
