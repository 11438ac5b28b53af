import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Page, PageArguments } from '../paging/page.ts';
import type { AppOrder } from './fleet-model.ts';
import { MemoryCluster } from './testing/memory-cluster.ts';
import { event, namespace, pod, revisionOf, start, workload } from './testing/objects.ts';
import { fleetOf } from './testing/scene.ts';

const fields = ['NAME', 'HEALTH', 'RESTARTS', 'UPDATED_AT'] as const;
const lists = [...fields.flatMap((field) => [`${field} ASC`, `${field} DESC`]), 'PODS', 'EVENTS'];

const change = fc.record({
  type: fc.constantFrom('add', 'remove', 'health', 'restarts', 'updated', 'event', 'otherWalk'),
  which: fc.nat(11),
  value: fc.nat(3),
});
const plan = fc.record({
  list: fc.constantFrom(...lists),
  forwards: fc.boolean(),
  size: fc.integer({ min: 1, max: 4 }),
  atFirst: fc.uniqueArray(fc.nat(11), { minLength: 1 }),
  churn: fc.array(fc.array(change, { maxLength: 5 }), { minLength: 40, maxLength: 40 }),
});

/** Twelve apps over two clusters, each with a Deployment, a ReplicaSet and a pod, and pods and events of an app that stays. */
function world() {
  const clusters = [new MemoryCluster('eu'), new MemoryCluster('us')] as const;
  for (const cluster of clusters) cluster.namespaces.put(namespace('acme-prod'));
  const { fleet, app } = fleetOf(...clusters);
  const home = (which: number) => clusters[which % 2 === 0 ? 0 : 1];
  const made = (which: number, desired = 1, changedAt = 0) => {
    const cluster = home(which);
    const deployment = cluster.workloads.DEPLOYMENT.put(workload(`app-${which}`, 'DEPLOYMENT', { desired }));
    cluster.replicaSets.put(revisionOf(deployment, 1, { meta: { createdAt: start + changedAt } }));
    return deployment;
  };
  const stays = clusters[0].workloads.DEPLOYMENT.put(workload('stays'));
  const set = clusters[0].replicaSets.put(revisionOf(stays, 1));
  const owner = { kind: 'ReplicaSet', meta: set.meta };
  const present = new Set<string>();
  const gone = new Set<string>();
  const apply = ({ type, which, value }: { type: string; which: number; value: number }) => {
    const cluster = home(which);
    const known = cluster.workloads.DEPLOYMENT.find('acme-prod', `app-${which}`);
    if (type === 'add' || (known !== undefined && type === 'health')) {
      made(which, value % 2);
      clusters[0].pods.put(pod(`pod-${which}`, owner));
      clusters[0].events.put(event(stays, 'Happened', String(which), start + which));
      present.add(String(which));
    } else if (known !== undefined && type === 'remove') {
      cluster.workloads.DEPLOYMENT.remove(known.meta.uid);
      clusters[0].pods.remove(`uid-pod-acme-prod-pod-${which}`);
      const told = clusters[0].events.about(stays.meta.uid).find(({ message }) => message === String(which));
      if (told !== undefined) clusters[0].events.remove(told.meta.uid);
      present.delete(String(which));
      gone.add(String(which));
    } else if (known !== undefined && type === 'restarts') {
      const record = cluster.replicaSets.ownedBy(known.meta.uid)[0];
      if (record !== undefined) {
        cluster.pods.put(pod(`of-${which}`, { kind: 'ReplicaSet', meta: record.meta }, { restarts: value }));
      }
    } else if (known !== undefined && type === 'updated') made(which, known.desired, value);
    else if (known !== undefined && type === 'event') {
      const told = clusters[0].events.about(stays.meta.uid).find(({ message }) => message === String(which));
      if (told !== undefined) clusters[0].events.put({ ...told, lastSeenAt: start + 100 * value });
    }
  };
  const page = (list: string, args: PageArguments): Page<string> => {
    const names = <T>(found: Page<T>, name: (node: T) => string): Page<string> => ({
      ...found,
      edges: found.edges.map(({ node, cursor }) => ({ node: name(node), cursor })),
    });
    if (list === 'PODS') return names(fleet.pods(app('acme/prod/stays'), args), ({ pod }) => pod.meta.name.slice(4));
    if (list === 'EVENTS') return names(fleet.events(app('acme/prod/stays'), args), ({ event }) => event.message);
    const [field, direction] = list.split(' ') as [AppOrder['field'], AppOrder['direction']];
    return names(fleet.apps({ namePrefix: 'app-' }, { field, direction }, args), ({ name }) => name.slice(4));
  };
  return { apply, page, present, gone };
}

describe('a walk over the fleet under churn', () => {
  it('shows what is there during the whole of it exactly once, in every list and order, in both directions', () => {
    const promise = fc.property(plan, ({ list, forwards, size, atFirst, churn }) => {
      const { apply, page, present, gone } = world();
      for (const which of atFirst) apply({ type: 'add', which, value: which });
      const throughout = new Set(present);
      gone.clear();
      const seen: string[] = [];
      let cursor: string | null = null;
      for (const changes of churn) {
        const found: Page<string> = page(
          list,
          forwards ? { first: size, after: cursor } : { last: size, before: cursor },
        );
        seen.push(...found.edges.map(({ node }) => node));
        cursor = (forwards ? found.edges.at(-1) : found.edges[0])?.cursor ?? null;
        if (cursor === null || !(forwards ? found.hasNextPage : found.hasPreviousPage)) break;
        for (const one of changes) {
          if (one.type === 'otherWalk') page(list, { first: 1 });
          else apply(one);
        }
      }
      return [...throughout].every((name) => gone.has(name) || seen.filter((one) => one === name).length === 1);
    });
    const { failed, counterexample } = fc.check(promise, { numRuns: 200 });
    expect({ failed, counterexample }).toEqual({ failed: false, counterexample: null });
  });
});
