import type { ClusterFailure } from '../../domain/clusters/cluster-failure.ts';
import type { LiveRevision, LiveWorkload, WorkloadRef, WorkloadWriter } from '../../domain/clusters/workload-writer.ts';
import type { Workload } from '../../domain/workloads/workload.ts';
import type { Clock } from '../../lib/clock.ts';
import type { JsonObject } from '../../lib/json.ts';
import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { builtInKinds, workloadTypes } from '../kinds.ts';
import { ProjectionError } from '../projections/object-meta.ts';
import { cleanTemplate } from '../projections/pod-template.ts';
import { objectOf, objectsOf, textOf } from '../projections/read.ts';
import { projectResourceQuota } from '../projections/resource-quota.ts';
import { projectControllerRevision, projectReplicaSet, templateOf } from '../projections/revision-record.ts';
import { projectWorkload } from '../projections/workload.ts';
import { maxCallConnections } from '../transport/connection-pools.ts';
import type { ClusterRequest, ClusterTransport } from '../transport/cluster-transport.ts';
import { isNamespaceName, isObjectName, resourcePath } from '../transport/paths.ts';
import type { ResourceType } from '../transport/paths.ts';
import { patchBody } from './patch-body.ts';

/** What the writer needs of a cluster. */
export interface WriterPort {
  readonly transport: ClusterTransport;
  refusal(): ClusterFailure | null;
  suspect(): void;
}

const readDeadlineMs = 10_000;
/** Of what a plan only tells more by. */
const quotaDeadlineMs = 2_000;
/** Admission webhooks alone may take up to 30 s by their own settings; the API server gives up after 34 s by default. */
const patchDeadlineMs = 35_000;
/** The other half is for reads, which would wait behind admission webhooks longer than their deadlines. */
const maxEarlyDryRuns = maxCallConnections / 2;
const fieldManager = 'tenantry';
/** Revisions that are read of one workload at once; `revisionHistoryLimit` is 10 by default. */
const maxRevisions = 500;
/** More quotas than this in one namespace are not looked at. */
const maxQuotas = 500;
const quotaType: ResourceType = { group: '', version: 'v1', plural: 'resourcequotas' };

/** Direct calls to one cluster's API server. */
export function createWorkloadWriter(cluster: WriterPort, clock: Clock): WorkloadWriter {
  async function call(request: ClusterRequest): Promise<Result<JsonObject, ClusterFailure>> {
    const refusal = cluster.refusal();
    if (refusal !== null) return fail(refusal);
    const answer = await cluster.transport.call(request);
    if (answer.ok) return answer;
    const { reason, message, retryable, retryAfterMs, status } = answer.failure;
    const isEnded = request.signal?.aborted === true;
    if (status === undefined && reason !== 'UNAUTHORIZED' && !isEnded) cluster.suspect();
    return fail({ reason, message, retryable, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
  }

  /** What the answer stands for; an answer that no API server gives is a failure like any other. */
  function projected<T>(
    answer: Result<JsonObject, ClusterFailure>,
    write: boolean,
    project: (raw: JsonObject) => T,
  ): Result<T, ClusterFailure> {
    if (!answer.ok) return answer;
    try {
      return succeed(project(answer.value));
    } catch (error) {
      if (!(error instanceof ProjectionError)) throw error;
      const message = `what answered is not an API server: it told of ${error.message}`;
      return fail({ reason: write ? 'UNKNOWN_OUTCOME' : 'UNAVAILABLE', message, retryable: true });
    }
  }

  function live(ref: WorkloadRef, answer: Result<JsonObject, ClusterFailure>, write: boolean) {
    return projected(answer, write, (raw): LiveWorkload => ({ raw, workload: projectWorkload(ref.kind, raw) }));
  }

  return {
    maxEarlyDryRuns,

    async read(ref) {
      const wrong = checkRef(ref);
      if (wrong !== null) return fail(wrong);
      const path = resourcePath(workloadTypes[ref.kind], ref);
      return live(ref, await call({ path, what: `get ${describe(ref)}`, deadlineMs: readDeadlineMs }), false);
    },

    async patch(ref, operations, { dryRun, signal }) {
      const wrong = checkRef(ref);
      if (wrong !== null) return fail(wrong);
      const answer = await call({
        method: 'PATCH',
        path: resourcePath(workloadTypes[ref.kind], ref),
        query: { fieldManager, fieldValidation: 'Strict', ...(dryRun ? { dryRun: 'All' } : {}) },
        contentType: 'application/json-patch+json',
        body: patchBody(operations),
        what: `patch ${describe(ref)}`,
        write: !dryRun,
        deadlineMs: patchDeadlineMs,
        ...(signal === undefined ? {} : { signal }),
      });
      return live(ref, answer, !dryRun);
    },

    async readRevisions(workload) {
      const type =
        workload.kind === 'DEPLOYMENT' ? builtInKinds.replicaSets.type : builtInKinds.controllerRevisions.type;
      const revisions: LiveRevision[] = [];
      const startedAt = clock.now();
      let next: string | null = '';
      while (next !== null) {
        const remainingMs = readDeadlineMs - (clock.now() - startedAt);
        const answer: Result<JsonObject, ClusterFailure> = await call({
          path: resourcePath(type, { namespace: workload.meta.namespace }),
          query: { limit: String(maxRevisions), ...(next === '' ? {} : { continue: next }) },
          what: `list ${type.plural} in ${workload.meta.namespace}`,
          deadlineMs: Math.max(remainingMs, 1),
        });
        if (!answer.ok) return answer;
        const page = projected(answer, false, (list) =>
          objectsOf(list['items']).flatMap((raw) => revisionOf(workload, raw)),
        );
        if (!page.ok) return page;
        revisions.push(...page.value);
        next = textOf(objectOf(answer.value['metadata'])['continue']);
      }
      return succeed(revisions.sort((a, b) => a.record.number - b.record.number));
    },

    async readQuotas(namespace) {
      if (!isNamespaceName(namespace)) return fail(impossibleName);
      const answer = await call({
        path: resourcePath(quotaType, { namespace }),
        query: { limit: String(maxQuotas) },
        what: `list resourcequotas in ${namespace}`,
        deadlineMs: quotaDeadlineMs,
      });
      return projected(answer, false, (list) => objectsOf(list['items']).map(projectResourceQuota));
    },
  };
}

const impossibleName: ClusterFailure = {
  reason: 'INVALID',
  message: 'the namespace or the name cannot be one of a Kubernetes object',
  retryable: false,
};

/** The revision, where the workload controls it. */
function revisionOf(workload: Workload, raw: JsonObject): readonly LiveRevision[] {
  const record = workload.kind === 'DEPLOYMENT' ? projectReplicaSet(raw) : projectControllerRevision(raw);
  if (record.meta.controller?.uid !== workload.meta.uid) return [];
  return [{ template: cleanTemplate(templateOf(raw)), record }];
}

function checkRef(ref: WorkloadRef): ClusterFailure | null {
  return isNamespaceName(ref.namespace) && isObjectName(ref.name) ? null : impossibleName;
}

function describe(ref: WorkloadRef): string {
  return `${workloadTypes[ref.kind].plural} ${ref.namespace}/${ref.name}`;
}
