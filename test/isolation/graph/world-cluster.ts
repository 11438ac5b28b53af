import type { ClusterFailure } from '../../../src/domain/clusters/cluster-failure.ts';
import type { LiveWorkload, WorkloadRef, WorkloadWriter } from '../../../src/domain/clusters/workload-writer.ts';
import { MemoryCluster } from '../../../src/domain/fleet/testing/memory-cluster.ts';
import {
  autoscaler,
  container,
  event,
  node as nodeObject,
  namespace as namespaceObject,
  pod,
} from '../../../src/domain/fleet/testing/objects.ts';
import { logTimeOf } from '../../../src/domain/logs/log-time.ts';
import type { Workload } from '../../../src/domain/workloads/workload.ts';
import { cleanTemplate } from '../../../src/kubernetes/projections/pod-template.ts';
import {
  projectControllerRevision,
  projectReplicaSet,
  templateOf,
} from '../../../src/kubernetes/projections/revision-record.ts';
import { projectWorkload } from '../../../src/kubernetes/projections/workload.ts';
import type { JsonObject } from '../../../src/lib/json.ts';
import { fail, succeed } from '../../../src/lib/result.ts';
import type { Result } from '../../../src/lib/result.ts';
import { applyJsonPatch } from '../../../src/simulator/objects/json-patch.ts';
import type { ModelCluster, ModelWorkload } from '../world/model.ts';
import { start } from '../world/moments.ts';
import { rawRevisions, rawWorkload, revisionUid } from './raw-workload.ts';

const away: ClusterFailure = { reason: 'UNREACHABLE', message: 'it does not answer', retryable: true };

/** A generated cluster: in memory, and it can be written. */
export class WorldCluster extends MemoryCluster {
  /** What was really written, by namespace and name. */
  readonly written: string[] = [];
  override readonly writer: WorkloadWriter = {
    maxEarlyDryRuns: 1,
    read: async (ref) => this.#live(ref),
    readRevisions: async ({ meta: { uid } }) => succeed(this.#revisions.get(uid) ?? []),
    readQuotas: async () => succeed([]),
    patch: async (ref, operations, { dryRun }) => {
      const live = this.#live(ref);
      if (!live.ok) return live;
      const patched = applyJsonPatch(live.value.raw, operations);
      if (!patched.ok) return fail({ reason: 'CONFLICT', message: patched.failure.message, retryable: true });
      const raw = patched.value as JsonObject;
      const after = { raw, workload: projectWorkload(ref.kind, raw) };
      if (!dryRun) this.#write(ref, after);
      return succeed(after);
    },
  };
  readonly #raw = new Map<string, JsonObject>();
  readonly #revisions = new Map<
    string,
    readonly { template: JsonObject; record: ReturnType<typeof projectReplicaSet> }[]
  >();
  readonly #lost: boolean;

  constructor(model: ModelCluster) {
    const { id, name, labels, tenants, adopt } = model;
    super(name, { labels, tenants, adopt }, id);
    this.#lost = model.gap !== null;
    this.logs.failure = this.#lost ? away : null;
    for (const { name: home, uid, labels: claims, workloads } of model.namespaces) {
      const made = namespaceObject(home, claims);
      // Older than any series that is asked for.
      this.namespaces.put({ ...made, meta: { ...made.meta, uid, createdAt: start - 86_400_000 } });
      for (const workload of workloads) {
        this.#add(home, workload);
        if (!model.measured) continue;
        const used = { at: start, windowMs: 15_000, containers: new Map([['main', { cpu: 0.001, memory: 1 }]]) };
        for (const { name } of workload.pods) this.usage.pods.put(home, name, used);
      }
    }
    for (const { name: node, uid, zone } of model.nodes) {
      const made = nodeObject(node);
      this.nodes.put({ ...made, meta: { ...made.meta, uid, labels: { zone } } });
    }
    this.setState({ uid: model.uid, kubernetesVersion: model.version });
    this.#open(model);
    if (!model.measured) {
      for (const table of Object.values(this.usage))
        table.availability = { status: 'MISSING', since: start - 60_000, message: model.words };
    }
  }

  /** A namespace is labelled as another tenant's. Answers what takes that back. */
  giveAway(name: string, tenant: string): () => void {
    const namespace = this.namespaces.find('', name);
    if (namespace === undefined) throw new Error(`${name} is not there`);
    const labels = { ...namespace.meta.labels, 'tenantry.dev/tenant': tenant, 'tenantry.dev/environment': tenant };
    this.namespaces.put({ ...namespace, meta: { ...namespace.meta, labels } });
    return () => void this.namespaces.put(namespace);
  }

  #open({ gap, words }: ModelCluster): void {
    if (gap === null) return;
    if (gap !== 'SYNCING') this.loseTouch(start - 60_000, words);
    else
      for (const kind of [this.namespaces, ...Object.values(this.workloads)]) kind.availability = { status: 'SYNCING' };
    this.setState({
      status: gap === 'STALE' ? 'DEGRADED' : gap === 'DISABLED' ? 'DISABLED' : gap,
      message: words,
      gap: { reason: gap, since: start - 60_000, message: words },
    });
  }

  #add(home: string, model: ModelWorkload): void {
    const raw = rawWorkload(home, model);
    const workload = projectWorkload(model.kind, raw);
    this.#raw.set(keyOf({ kind: model.kind, namespace: home, name: model.name }), raw);
    this.workloads[model.kind].put(workload);
    const isDeployment = model.kind === 'DEPLOYMENT';
    const revisions = rawRevisions(home, model).map((each) => ({
      template: cleanTemplate(templateOf(each)),
      record: (isDeployment ? projectReplicaSet : projectControllerRevision)(each),
    }));
    this.#revisions.set(model.uid, revisions);
    for (const { record } of revisions) (isDeployment ? this.replicaSets : this.controllerRevisions).put(record);
    this.#addPods(workload, model);
    for (const told of model.events) {
      const { meta: made, ...rest } = event(workload, told.reason, told.message, start - 1_000);
      this.events.put({ ...rest, meta: { ...made, uid: told.uid } });
    }
    if (model.autoscaler !== null) {
      this.autoscalers.put(
        autoscaler(model.autoscaler, model.name, {
          meta: { uid: `uid-${model.autoscaler}`, namespace: home },
          target: { kind: String(raw['kind']), name: model.name },
        }),
      );
    }
  }

  #addPods(workload: Workload, { kind, uid, image, pods }: ModelWorkload): void {
    const set = this.replicaSets.get(revisionUid(uid, 2));
    const owner =
      kind === 'DEPLOYMENT' && set !== undefined
        ? { kind: 'ReplicaSet', meta: set.meta }
        : { kind: kind === 'STATEFUL_SET' ? 'StatefulSet' : 'DaemonSet', meta: workload.meta };
    for (const { name, uid: podUid, node, reason, message } of pods) {
      this.pods.put(
        pod(name, owner, {
          nodeName: node,
          reason,
          message,
          ready: reason === null,
          revisionHash: '2',
          containers: [container({ image, reason, message, lastTermination: null })],
          meta: { uid: podUid },
        }),
      );
      const run = { podUid, container: 'main', restart: 0 };
      this.logs.write(run, { time: logTimeOf(start), text: `level=info msg=${name}` });
    }
  }

  #live(ref: WorkloadRef): Result<LiveWorkload, ClusterFailure> {
    if (this.#lost) return fail(away);
    const raw = this.#raw.get(keyOf(ref));
    return raw === undefined
      ? fail({ reason: 'NOT_FOUND', message: 'there is none', retryable: false })
      : succeed({ raw, workload: projectWorkload(ref.kind, raw) });
  }

  #write(ref: WorkloadRef, { raw, workload }: LiveWorkload): void {
    this.written.push(keyOf(ref));
    this.#raw.set(keyOf(ref), raw);
    this.workloads[ref.kind].put(workload);
  }
}

function keyOf({ kind, namespace, name }: WorkloadRef): string {
  return `${kind} ${namespace}/${name}`;
}
