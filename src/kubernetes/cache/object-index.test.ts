import { describe, expect, it } from 'vitest';
import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
import { projectTemplate } from '../projections/pod-template.ts';
import { replicaSetOf } from '../projections/revision-record.ts';
import { controllerOf, ObjectIndex } from './object-index.ts';
import { WholeObjects } from './object-table.ts';
import type { ObjectTable } from './object-table.ts';
import { createReplicaSetTable } from './replica-set-table.ts';

const template = projectTemplate({});
let versions = 0;

/** A ReplicaSet, which either table takes. Some have what the packed one has no columns for. */
function object(uid: string, namespace: string, name: string, owner: string | null) {
  versions += 1;
  return replicaSetOf(
    {
      uid,
      name,
      namespace,
      resourceVersion: String(versions),
      generation: 1,
      createdAt: 0,
      deletionRequestedAt: versions % 5 === 0 ? 1 : null,
      labels: {},
      annotations: {},
      controller: owner === null ? null : { apiVersion: 'v1', kind: 'K', name: owner, uid: owner },
    },
    template,
    versions,
    [],
  );
}

/** Some differ in their last digits alone, some in their first. */
function uuidOf(number: number): string {
  const text = number.toString(16).padStart(8, '0');
  return number % 2 === 0 ? `${text}-7a1d-4c22-9f00-0b9c3f5e7a1d` : `0b9c3f5e-7a1d-4c22-9f00-7a1d${text}`;
}

type Thing = ReturnType<typeof object>;

const tables: Readonly<Record<string, () => ObjectTable<Thing>>> = {
  whole: () => new WholeObjects<Thing>(controllerOf),
  packed: createReplicaSetTable,
};

/** Numbers that look random, the same in each run. */
function dice(): (below: number) => number {
  let state = 7;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const namespaces = ['a', 'b', 'c'];
const owners = ['x', 'y', 'z', null];

describe.each(Object.entries(tables))('an index of %s objects', (_name, table) => {
  it('finds what a plain list of the same objects has, whatever came, changed and went', () => {
    const index = new ObjectIndex(table());
    let plain: Thing[] = [];
    /** As whose an object was found before, and as whose it should have been. */
    const replaced: (readonly [string | null | undefined, string | null | undefined])[] = [];
    const below = dice();
    for (let step = 0; step < 1_500; step += 1) {
      const known = plain[below(plain.length)];
      const [owner, namespace] = [owners[below(owners.length)] ?? null, namespaces[below(namespaces.length)] ?? 'a'];
      const what = below(8);
      if (what < 3) {
        const next = object(step % 4 === 0 ? `uid-${step}` : uuidOf(step), namespace, `name-${step}`, owner);
        replaced.push([index.set(next), undefined]);
        plain.push(next);
      } else if (known !== undefined && what < 6) {
        const next = object(known.meta.uid, known.meta.namespace, known.meta.name, owner);
        replaced.push([index.set(next), controllerOf(known)]);
        plain = plain.map((each) => (each === known ? next : each));
      } else if (known !== undefined) {
        index.remove(known.meta.uid);
        plain = plain.filter((each) => each !== known);
      }
      const ask = namespaces[below(namespaces.length)] ?? 'a';
      const sought = plain[below(plain.length)];
      expect(index.inNamespace(ask)).toHaveLength(plain.filter(({ meta }) => meta.namespace === ask).length);
      if (sought === undefined) continue;
      expect(index.find(sought.meta.namespace, sought.meta.name)).toEqual(sought);
      expect(index.get(sought.meta.uid)).toEqual(sought);
      expect(index.versionOf(sought.meta.uid)).toBe(sought.meta.resourceVersion);
      expect(index.ownerOf(sought.meta.uid)).toBe(controllerOf(sought));
    }
    expect(replaced.every(([found, known]) => found === known)).toBe(true);
    const uids = (objects: Iterable<CachedObject>) => [...objects].map(({ meta }) => meta.uid).toSorted();
    expect(plain.length).toBeGreaterThan(50);
    expect(uids(index.all())).toEqual(uids(plain));
    expect(index.size).toBe(plain.length);
    for (const namespace of namespaces) {
      const there = plain.filter(({ meta }) => meta.namespace === namespace);
      expect(uids(index.inNamespace(namespace))).toEqual(uids(there));
    }
    for (const owner of ['x', 'y', 'z']) {
      const owned = uids(plain.filter((each) => controllerOf(each) === owner));
      expect(uids(index.ownedBy(owner))).toEqual(owned);
      expect(index.uidsOwnedBy(owner).toSorted()).toEqual(owned);
    }
    for (const each of plain) index.remove(each.meta.uid);
    expect([index.size, ...index.all(), ...index.ownedBy('x'), ...index.inNamespace('a')]).toEqual([0]);
    expect(index.find('a', plain[0]?.meta.name ?? '')).toBeUndefined();
  });

  it('goes with an object that another name or namespace was told of', () => {
    const index = new ObjectIndex(table());
    const before = object('uid', 'a', 'name', 'x');
    const after = object('uid', 'b', 'other', 'x');
    index.set(before);
    expect(index.set(after)).toBe('x');
    expect([index.find('a', 'name'), index.find('b', 'other')]).toEqual([undefined, after]);
    expect([index.inNamespace('a'), index.inNamespace('b'), index.ownedBy('x')]).toEqual([[], [after], [after]]);
  });
});
