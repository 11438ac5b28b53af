import { array, assert, constant, constantFrom, nat, oneof, option, property, record, string, tuple } from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
import type { RevisionRecord } from '../../domain/workloads/revision-record.ts';
import { metas, pods } from '../fixtures/pods.fixture.ts';
import { projectTemplate } from '../projections/pod-template.ts';
import { replicaSetOf } from '../projections/revision-record.ts';
import { ObjectIndex } from './object-index.ts';
import type { ObjectTable } from './object-table.ts';
import { createPodTable } from './pod-table.ts';
import { createReplicaSetTable } from './replica-set-table.ts';

const templates = ['api:1', 'api:2'].map((image) =>
  projectTemplate({ spec: { containers: [{ name: 'app', image }] } }),
);
const none = projectTemplate({});

const replicaSets: Arbitrary<RevisionRecord> = record({
  meta: tuple(metas, option(nat().map(String)), option(string())).map(([meta, revision, cause]) => ({
    ...meta,
    annotations: {
      ...meta.annotations,
      ...(revision !== null && { 'deployment.kubernetes.io/revision': revision }),
      ...(cause !== null && { 'kubernetes.io/change-cause': cause }),
    },
  })),
  template: nat(1).map((index) => templates[index] ?? none),
  replicas: nat(),
  conditions: oneof(
    { weight: 5, arbitrary: constant([]) },
    record({ reason: string(), message: string() }).map((words) => [
      { ...words, type: 'ReplicaFailure', status: 'True' as const, lastTransitionAt: null, lastUpdateAt: null },
    ]),
  ),
}).map(({ meta, template, replicas, conditions }) => replicaSetOf(meta, template, replicas, conditions));

/** One for each step; most are as API servers make them. */
function uidOf(step: number): string {
  return step % 5 === 0 ? `uid-${step}` : `0b9c3f5e-7a1d-4c22-9f00-${step.toString(16).padStart(12, '0')}`;
}

/** Whether it has in its slots what was put there last, whatever was there before. */
function keepsAll<T extends CachedObject>(
  makeTable: () => ObjectTable<T>,
  objects: Arbitrary<T>,
  countOf: (object: T) => number = () => 0,
) {
  const steps = array(tuple(nat(12), option(objects, { freq: 6 })), { maxLength: 40 });
  return property(steps, (all) => {
    const table = makeTable();
    const plain: (T | undefined)[] = [];
    for (const [step, [slot, drawn]] of all.entries()) {
      const before = plain[slot];
      const object = drawn === null ? undefined : { ...drawn, meta: { ...drawn.meta, uid: uidOf(step) } };
      plain[slot] = object;
      if (before !== undefined) table.slots.delete(before.meta.uid);
      if (object === undefined) table.clear(slot);
      else {
        table.put(slot, object);
        table.slots.set(object.meta.uid, slot);
      }
    }
    for (let slot = 0; slot <= 12; slot += 1) {
      const object = plain[slot];
      expect(table.at(slot)).toEqual(object);
      expect(table.countAt(slot)).toBe(object === undefined ? 0 : countOf(object));
      expect(table.uidAt(slot)).toBe(object?.meta.uid ?? '');
      expect(table.isAt(slot, object?.meta.namespace ?? '', object?.meta.name ?? '')).toBe(object !== undefined);
      expect(table.isAt(slot, object?.meta.namespace ?? '', `${object?.meta.name ?? ''}-`)).toBe(false);
      expect(table.nameAt(slot)).toBe(object?.meta.name ?? '');
      expect(table.namespaceAt(slot)).toBe(object?.meta.namespace ?? '');
      expect(table.versionAt(slot)).toBe(object?.meta.resourceVersion ?? '');
      expect(table.ownerAt(slot)).toBe(object?.meta.controller?.uid ?? null);
    }
  });
}

describe('a packed table', () => {
  it('has pods as they were put there', () => {
    expect(() =>
      assert(
        keepsAll(createPodTable, pods, ({ restarts }) => restarts),
        { numRuns: 500 },
      ),
    ).not.toThrow();
  });

  it('counts the restarts of pods by their owner', () => {
    const owned = array(tuple(pods, constantFrom('x', 'y', null)), { maxLength: 20 });
    const counts = property(owned, (drawn) => {
      const index = new ObjectIndex(createPodTable());
      const all = drawn.map(([pod, owner], step) => {
        const controller =
          owner === null ? null : { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, uid: owner };
        return { ...pod, meta: { ...pod.meta, uid: uidOf(step), name: `pod-${step}`, controller } };
      });
      for (const pod of all) index.set(pod);
      for (const owner of ['x', 'y', 'z']) {
        const restarts = all.filter(({ meta }) => meta.controller?.uid === owner).map((pod) => pod.restarts);
        expect(index.countOwnedBy(owner)).toBe(restarts.reduce((sum, each) => sum + each, 0));
      }
    });
    expect(() => assert(counts, { numRuns: 200 })).not.toThrow();
  });

  it('has ReplicaSets as they were put there', () => {
    expect(() => assert(keepsAll(createReplicaSetTable, replicaSets), { numRuns: 500 })).not.toThrow();
  });

  it('has nothing where nothing was put', () => {
    expect(createPodTable().at(3)).toBeUndefined();
    expect(createReplicaSetTable().at(0)).toBeUndefined();
  });
});
