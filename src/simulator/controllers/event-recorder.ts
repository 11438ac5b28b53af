import type { Clock } from '../../lib/clock.ts';
import type { KubeObject } from '../objects/kube-object.ts';
import type { KubeEvent, ObjectReference } from '../objects/other-kinds.ts';
import { microTimestamp, timestamp } from '../objects/timestamp.ts';
import type { ObjectStore } from '../store/object-store.ts';

export interface EventDetails {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** Such as deployment-controller or kubelet. */
  readonly component: string;
  readonly host?: string;
  /** Which part of the object it is about, such as spec.containers{web}. */
  readonly fieldPath?: string;
}

/** Writes Events as clusters do: equal ones are counted up, and after an hour they are gone. */
export interface EventRecorder {
  record(about: KubeObject, details: EventDetails): void;
}

/** How long an Event is kept, in milliseconds; the default of API servers. */
const timeToLive = 3_600_000;

export function createEventRecorder(store: ObjectStore, clock: Clock): EventRecorder {
  // By what makes events equal, in the order of their last occurrence.
  const known = new Map<string, { readonly namespace: string; readonly name: string; last: number }>();

  function forgetOld(now: number): void {
    for (const [key, event] of known) {
      if (event.last + timeToLive > now) break;
      known.delete(key);
      store.remove('events', event);
    }
  }

  return {
    record(about, details) {
      const now = clock.now();
      forgetOld(now);
      const involvedObject = reference(about, details.fieldPath);
      const key = JSON.stringify([
        involvedObject.uid,
        involvedObject.fieldPath,
        details.type,
        details.reason,
        details.message,
      ]);
      const earlier = known.get(key);
      const stored = earlier === undefined ? undefined : store.get('events', earlier);
      if (earlier !== undefined && stored !== undefined) {
        known.delete(key);
        known.set(key, { ...earlier, last: now });
        const seen = details.component === 'default-scheduler' ? {} : { lastTimestamp: timestamp(now) };
        store.update('events', { ...stored, ...seen, count: (stored.count ?? 1) + 1 });
        return;
      }
      const event = newEvent(about, details, involvedObject, now, store.resourceVersion());
      known.set(key, { namespace: event.metadata.namespace, name: event.metadata.name, last: now });
      store.create('events', event);
    },
  };
}

function reference(about: KubeObject, fieldPath: string | undefined): ObjectReference {
  const { name, namespace, uid, resourceVersion } = about.metadata;
  return {
    kind: about.kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    uid,
    apiVersion: about.apiVersion,
    resourceVersion,
    ...(fieldPath === undefined ? {} : { fieldPath }),
  };
}

function newEvent(
  about: KubeObject,
  { type, reason, message, component, host }: EventDetails,
  involvedObject: ObjectReference,
  now: number,
  version: number,
): Omit<KubeEvent, 'metadata'> & { readonly metadata: { readonly name: string; readonly namespace: string } } {
  // Names only have to differ; a real one ends in the nanoseconds of its first occurrence.
  const suffix = (BigInt(Math.floor(now)) * 1_000_000n + BigInt(version % 1_000_000)).toString(16);
  const namespace = about.metadata.namespace ?? 'default';
  const byScheduler = component === 'default-scheduler';
  return {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: { name: `${about.metadata.name}.${suffix}`, namespace },
    involvedObject,
    reason,
    message,
    source: byScheduler ? {} : { component, ...(host === undefined ? {} : { host }) },
    firstTimestamp: byScheduler ? null : timestamp(now),
    lastTimestamp: byScheduler ? null : timestamp(now),
    ...(byScheduler ? {} : { count: 1 }),
    type,
    eventTime: byScheduler ? microTimestamp(now) : null,
    ...(byScheduler ? { action: reason === 'Scheduled' ? 'Binding' : 'Scheduling' } : {}),
    reportingComponent: component,
    reportingInstance: byScheduler ? 'default-scheduler-control-plane' : (host ?? ''),
  };
}
