import type { LiveRevision, LiveWorkload } from '../clusters/workload-writer.ts';
import type { Workload } from '../workloads/workload.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { FieldChange } from './field-change.ts';
import { isJsonObject, sameJson, valueAt } from './field-path.ts';
import { operationAnnotation } from './workload-patch.ts';

/** Which revision a rollback goes back to. */
export type RollbackTo =
  | { readonly type: 'PREVIOUS' }
  | { readonly type: 'NUMBER'; readonly number: number }
  | { readonly type: 'TEMPLATE'; readonly digest: string };

/**
 * The revision to go back to, by the rules of `kubectl rollout undo`: the previous one is the one with the second highest
 * number, whatever runs now. Until the controller has seen the newest template, that one may not be among the revisions yet,
 * or under an old number: then the previous one is the newest that is another. Undefined where there is none.
 */
export function rollbackTarget(
  { meta, status, template }: Workload,
  revisions: readonly LiveRevision[],
  to: RollbackTo,
): LiveRevision | undefined {
  const newestFirst = [...revisions].sort((a, b) => b.record.number - a.record.number);
  switch (to.type) {
    case 'PREVIOUS':
      return status.observedGeneration < meta.generation
        ? newestFirst.find(({ record }) => record.template.digest !== template.digest)
        : newestFirst[1];
    case 'NUMBER':
      return newestFirst.find(({ record }) => record.number === to.number);
    case 'TEMPLATE':
      return newestFirst.find(({ record }) => record.template.digest === to.digest);
  }
}

/**
 * What a rollback changes: the whole template and, of a Deployment, the annotations, which become those that its ReplicaSet
 * remembers. Nothing differs where the template is the present one already (kubectl says "skipped rollback").
 * @see https://github.com/kubernetes/kubectl/blob/master/pkg/polymorphichelpers/rollback.go
 */
export function rollbackChanges(
  { raw, workload }: LiveWorkload,
  { template, record }: LiveRevision,
): readonly FieldChange[] {
  const before = valueAt(raw, ['spec', 'template']);
  const same = record.template.digest === workload.template.digest;
  const after = same ? before : template;
  const whole: FieldChange = {
    path: ['spec', 'template'],
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
  if (same || workload.kind !== 'DEPLOYMENT') return [whole];
  return [whole, ...annotationChanges(raw, record.meta.annotations)];
}

/** Annotations that belong to the Deployment whichever revision it runs. */
const kept = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
  operationAnnotation,
]);

function annotationChanges(raw: JsonObject, remembered: Readonly<Record<string, string>>): readonly FieldChange[] {
  const present = valueAt(raw, ['metadata', 'annotations']);
  const now = isJsonObject(present) ? present : {};
  const changes: FieldChange[] = [];
  for (const name of new Set([...Object.keys(now), ...Object.keys(remembered)])) {
    if (kept.has(name)) continue;
    const [before, after] = [now[name], remembered[name]];
    if (sameJson(before, after)) continue;
    const path = ['metadata', 'annotations', name];
    changes.push({ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) });
  }
  return changes;
}
