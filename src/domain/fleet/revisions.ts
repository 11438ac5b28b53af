import type { RevisionRecord } from '../workloads/revision-record.ts';
import { currentRevision, revisionCache } from './current-revision.ts';
import type { Revision } from './fleet.ts';
import type { App, AppInstance } from './fleet-model.ts';
import { compareText } from './sorted-set.ts';

/**
 * The revisions of an app: what the ReplicaSets and ControllerRevisions of its instances hold, equal templates as one, ordered by
 * digest. As for kubectl, an instance's current one is that of its present template; a template that no revision holds yet (its
 * controller is late) is none.
 */
export function revisionsOf(app: App): readonly Revision[] {
  const found = new Map<string, { instance: AppInstance; record: RevisionRecord; current: boolean }[]>();
  for (const instance of app.instances) {
    const current = currentRevision(instance);
    const newest = new Map<string, RevisionRecord>();
    for (const record of revisionCache(instance).ownedBy(instance.workload.meta.uid)) {
      const known = newest.get(record.template.digest);
      if (known === undefined || record.number > known.number) newest.set(record.template.digest, record);
    }
    for (const [digest, record] of newest) {
      const same = found.get(digest) ?? [];
      same.push({ instance, record, current: record.meta.uid === current?.meta.uid });
      found.set(digest, same);
    }
  }
  return [...found]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([digest, same]) => {
      const newest = same.reduce((best, one) => (one.record.meta.createdAt > best.record.meta.createdAt ? one : best));
      return {
        app: { tenant: app.tenant, environment: app.environment, name: app.name, kind: app.kind },
        templateDigest: digest,
        image: newest.record.template.image,
        containers: newest.record.template.containers,
        createdAt: newest.record.meta.createdAt,
        changeCause:
          newest.record.changeCause ?? same.find((one) => one.record.changeCause !== null)?.record.changeCause ?? null,
        current: same.some((one) => one.current),
        instances: same.map(({ instance, record, current }) => ({
          cluster: instance.cluster,
          namespace: instance.workload.meta.namespace,
          number: record.number,
          current,
        })),
      };
    });
}
