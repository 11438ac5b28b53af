import type { ClusterFailure } from '../clusters/cluster-failure.ts';
import type { JsonPatchOperation, LiveWorkload, WorkloadRef, WorkloadWriter } from '../clusters/workload-writer.ts';
import type { AppInstance } from '../fleet/fleet-model.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { Result } from '../../lib/result.ts';
import { sameJson, valueAt } from './field-path.ts';
import { plannedChanges } from './planned-changes.ts';
import type { WorkRequest } from './work-request.ts';
import { buildPatch } from './workload-patch.ts';

/** A dry run that is under way before the workload is read. */
export interface EarlyDryRun {
  /**
   * What came of it, where it stands for a dry run of this patch on the workload as it was read: it made the same edits, on the same
   * version of the object. A failure tells no version: it counts where the cache had the one that was read. Null where it does not.
   */
  answerTo(
    patch: readonly JsonPatchOperation[],
    live: LiveWorkload,
  ): Promise<Result<LiveWorkload, ClusterFailure> | null>;
  /** Ends it where it still goes on: nobody asks any more what came of it. */
  end(): void;
}

/** How many are under way. */
const underWay = new WeakMap<WorkloadWriter, number>();

/**
 * Has the cluster try the change side by side with the reading of the workload, where what the cache shows of it is enough to tell the
 * edits. The cache may be behind, so it counts only with what is read. Null where the cache does not show enough, or as many are under
 * way in the cluster as may be.
 */
export function tryEarly(
  request: WorkRequest,
  { cluster: { id: clusterId, writer }, workload }: AppInstance,
  ref: WorkloadRef,
  operationId: string,
  now: number,
): EarlyDryRun | null {
  const others = underWay.get(writer) ?? 0;
  const shown = others < writer.maxEarlyDryRuns ? shownPart(request, workload) : null;
  if (shown === null) return null;
  const found = plannedChanges(request, {
    live: { raw: shown, workload },
    clusterId,
    where: '',
    revisions: [],
    now,
  });
  if (!found.ok || found.value.already !== null) return null;
  const patch = buildPatch(shown, workload.meta.uid, found.value.changes, operationId);
  if (!patch.ok) return null;
  const edits = editsOf(patch.value);
  // Without tests: a dry run of another version counts for nothing anyway, and of what they are about the cache shows a part.
  const unasked = new AbortController();
  underWay.set(writer, others + 1);
  const tried = writer
    .patch(ref, edits, { dryRun: true, signal: unasked.signal })
    .finally(() => underWay.set(writer, (underWay.get(writer) ?? 1) - 1));
  // Where the workload cannot be read, nobody asks what came of it.
  tried.catch(() => null);
  const end = () => unasked.abort();
  return {
    async answerTo(whole, live) {
      if (!sameJson(editsOf(whole), edits)) {
        end();
        return null;
      }
      const answer = await tried;
      const version = answer.ok ? versionOf(answer.value) : workload.meta.resourceVersion;
      return version === versionOf(live) ? answer : null;
    },
    end,
  };
}

/** As much of the object as such a change depends on, as far as the cache shows it; null where that is not all. */
function shownPart(
  request: WorkRequest,
  { meta, template, desired, paused }: AppInstance['workload'],
): JsonObject | null {
  const isShown =
    request.kind === 'SCALE' ||
    request.kind === 'PAUSE' ||
    request.kind === 'RESUME' ||
    (request.kind === 'DEPLOY' && (request.containers ?? []).every(isOfImage));
  // Without any that is shown, whether it has annotations is not known, and what an edit of them has to be.
  if (!isShown || Object.keys(meta.annotations).length === 0) return null;
  const main = template.containers.find((container) => container.main);
  return {
    metadata: { uid: meta.uid, annotations: meta.annotations },
    spec: {
      replicas: desired,
      ...(paused && { paused }),
      template: {
        metadata: { annotations: { 'kubectl.kubernetes.io/default-container': main?.name ?? '' } },
        spec: { containers: template.containers.map(({ name, image }) => ({ name, image })) },
      },
    },
  };
}

function isOfImage({ env, requests, limits }: { readonly [part in 'env' | 'requests' | 'limits']?: unknown }): boolean {
  return env === undefined && requests === undefined && limits === undefined;
}

function editsOf(patch: readonly JsonPatchOperation[]): readonly JsonPatchOperation[] {
  return patch.filter(({ op, path }) => op !== 'test' || path === '/metadata/uid');
}

function versionOf({ raw }: LiveWorkload) {
  return valueAt(raw, ['metadata', 'resourceVersion']);
}
