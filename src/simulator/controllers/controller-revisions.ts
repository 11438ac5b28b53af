import { controllerReference, isControlledBy } from '../objects/kube-object.ts';
import type { ControllerRevision, DaemonSet, StatefulSet } from '../objects/workloads.ts';
import { controllerManager } from './controller-context.ts';
import type { ControllerContext } from './controller-context.ts';
import { sameTemplate, templateHash } from './template-hash.ts';

/** The history of a StatefulSet or DaemonSet, oldest revision first. */
export function revisionsOf(
  { store }: ControllerContext,
  owner: StatefulSet | DaemonSet,
): readonly ControllerRevision[] {
  return store
    .list('controllerrevisions', owner.metadata.namespace)
    .filter((revision) => isControlledBy(revision, owner))
    .sort((left, right) => left.revision - right.revision);
}

/**
 * The revision of the owner's template, which has the highest number: a new one where the template is new, else an
 * earlier one that comes back with a new number.
 */
export function ensureRevision(
  context: ControllerContext,
  owner: StatefulSet | DaemonSet,
  hashLabel: string,
): ControllerRevision {
  const revisions = revisionsOf(context, owner);
  const { template } = owner.spec;
  const equal = revisions.findLast((revision) => sameTemplate(templateOf(revision), template));
  const last = revisions.at(-1);
  if (equal !== undefined && equal === last) return equal;
  const revision = (last?.revision ?? 0) + 1;
  if (equal !== undefined)
    return context.store.update('controllerrevisions', { ...equal, revision }, controllerManager);
  const hash = templateHash(template, owner.status.collisionCount ?? 0);
  const { annotations, namespace, name } = owner.metadata;
  return context.store.create(
    'controllerrevisions',
    {
      kind: 'ControllerRevision',
      apiVersion: 'apps/v1',
      metadata: {
        name: `${name}-${hash}`,
        ...(namespace === undefined ? {} : { namespace }),
        labels: { ...template.metadata?.labels, [hashLabel]: hash },
        ...(annotations === undefined ? {} : { annotations }),
        ownerReferences: [controllerReference(owner)],
      },
      data: { spec: { template: { ...template, $patch: 'replace' } } },
      revision,
    },
    controllerManager,
  );
}

/** The template that a revision keeps. */
export function templateOf(revision: ControllerRevision): StatefulSet['spec']['template'] {
  const { $patch: _patch, ...template } = revision.data.spec.template;
  return template;
}

/** Removes the oldest revisions beyond the limit; those in use never. */
export function truncateHistory(
  context: ControllerContext,
  owner: StatefulSet | DaemonSet,
  inUse: (revision: ControllerRevision) => boolean,
): void {
  const idle = revisionsOf(context, owner).filter((revision) => !inUse(revision));
  const surplus = idle.length - owner.spec.revisionHistoryLimit;
  for (const revision of idle.slice(0, Math.max(surplus, 0)))
    context.store.remove('controllerrevisions', revision.metadata);
}
