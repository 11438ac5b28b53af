import { hash } from 'node:crypto';
import type { App, AppInstance } from '../fleet/fleet-model.ts';
import { currentPods, currentRevision } from '../fleet/current-revision.ts';
import { sumReplicas } from '../fleet/sum-replicas.ts';
import { terminalStates } from '../operations/operation.ts';
import type { Operation, OperationState } from '../operations/operation.ts';
import { instanceRollout, rolloutStatus } from './instance-rollout.ts';
import type { RolloutOperations } from './rollout-operations.ts';
import type { InstanceRollout, Rollout, RolloutPhase } from './rollout.ts';

/** On workloads: the operation that changed them last. */
const operationAnnotation = 'tenantry.dev/operation';

export function isTerminal(phase: RolloutPhase): boolean {
  return phase === 'SUCCEEDED' || phase === 'FAILED';
}

/** The rollout of an app as the caches and the operations show it now. */
export function rolloutOf(
  app: App,
  operations: Pick<RolloutOperations, 'active' | 'knownOfTemplate'>,
  now: number,
): Rollout {
  const working = workingOn(app, operations);
  const instances = app.instances.map((instance) => underWork(instance, instanceRollout(instance, now), working));
  const phase = shownPhase(app, working);
  const maker = working === undefined ? makerOf(app, operations) : working;
  return {
    app,
    key: rolloutKey(app, working),
    operationId: maker?.id ?? null,
    phase,
    image: agreed(app.instances.map((instance) => instance.workload.template.image)),
    replicas: sumReplicas(instances.map((one) => one.replicas)),
    message: messageOf(instances, phase),
    startedAt: maker?.startedAt ?? working?.createdAt ?? latest(app.instances.map(startOf)),
    finishedAt: isTerminal(phase) ? endedAt(app) : null,
    instances,
  };
}

/** What tells one state of a rollout from another. */
export type RolloutState = Pick<Rollout, 'key' | 'phase'>;

/** As `rolloutOf`, but only what tells one state from another; cheap enough to be asked of every app on every change. */
export function rolloutState(app: App, operations: Pick<RolloutOperations, 'active'>): RolloutState {
  const working = workingOn(app, operations);
  return { key: rolloutKey(app, working), phase: shownPhase(app, working) };
}

/**
 * Of all instances. What one could not do, the app could not; while one is on its way, the app is, also where others are done or
 * have not begun, so that it never falls back from PROGRESSING to PENDING because one of two clusters was faster.
 */
export function worstPhase(phases: readonly RolloutPhase[]): RolloutPhase {
  const found = new Set(phases);
  if (found.has('FAILED')) return 'FAILED';
  if (found.has('PROGRESSING')) return 'PROGRESSING';
  if (found.has('PENDING')) return found.size === 1 ? 'PENDING' : 'PROGRESSING';
  return found.has('PAUSED') ? 'PAUSED' : 'SUCCEEDED';
}

/**
 * While an operation is at work, a terminal phase is that of an older rollout, or is about to become the operation's end. Once it
 * runs, a change that the controller has yet to see is on its way: it does not fall back to PENDING.
 */
function shownPhase(app: App, working: Operation | undefined): RolloutPhase {
  const phase = worstPhase(app.instances.map((instance) => rolloutStatus(instance.workload).phase));
  return working === undefined ? phase : phaseUnder(working.state, phase);
}

function phaseUnder(state: OperationState, phase: RolloutPhase): RolloutPhase {
  if (!isTerminal(phase) && phase !== 'PENDING') return phase;
  return state === 'PENDING' ? 'PENDING' : 'PROGRESSING';
}

/** As `shownPhase`, for an instance that the operation is still to change, or to see the end of. */
function underWork(
  { workload }: AppInstance,
  rollout: InstanceRollout,
  working: Operation | undefined,
): InstanceRollout {
  const step = working?.steps.find(({ clusterId }) => clusterId === rollout.cluster.id);
  if (step === undefined || terminalStates.includes(step.state)) return rollout;
  const unwritten = step.templateDigest !== null && step.templateDigest !== workload.template.digest;
  return {
    ...rollout,
    phase: phaseUnder(step.state, rollout.phase),
    // What counts as updated before the write are pods of the template before it.
    replicas: unwritten ? { ...rollout.replicas, updated: 0 } : rollout.replicas,
    message: isTerminal(rollout.phase)
      ? `Waiting for the operation to ${step.state === 'PENDING' ? 'change it' : 'end'}...`
      : rollout.message,
  };
}

function workingOn(app: App, operations: Pick<RolloutOperations, 'active'>): Operation | undefined {
  const active = operations.active(app);
  return (
    active.find(({ state }) => state === 'RUNNING' || state === 'CANCELLING') ??
    active.find(({ state }) => state === 'PENDING')
  );
}

/**
 * Names a rollout: the same templates at the same size in the same workloads are the same rollout. Where an operation is about to
 * set a template, the name is already that of its rollout, so that it stays the same from the operation's first state to its last.
 */
function rolloutKey(app: App, working: Operation | undefined): string {
  if (working !== undefined) return hashOfTemplates(app, working);
  const keys = keysNear(app);
  let key = keys.get(app);
  if (key === undefined) keys.set(app, (key = hashOfTemplates(app, undefined)));
  return key;
}

/**
 * An app is one object until one of its workloads changes; its pods change far more often. Many maps, since a map of all apps would be
 * made larger in one piece, for 30 ms.
 */
const keysAtRest = Array.from({ length: 64 }, () => new WeakMap<App, string>());
const [someKeys = new WeakMap<App, string>()] = keysAtRest;

function keysNear({ name }: App): WeakMap<App, string> {
  const [last, before] = [name.charCodeAt(name.length - 1), name.charCodeAt(name.length - 2)];
  return keysAtRest[(10 * before + last) % keysAtRest.length] ?? someKeys;
}

const keyLength = 32;
const scratch = Buffer.alloc(64);

function hashOfTemplates(app: App, working: Operation | undefined): string {
  const parts = app.instances.map(({ cluster, workload }) => {
    const step = working?.steps.find(({ clusterId }) => clusterId === cluster.id);
    const digest = step?.templateDigest ?? workload.template.digest;
    return [cluster.id, workload.meta.uid, digest, sizeOf(workload)].join(' ');
  });
  // A part of a longer text would keep all of that; and with a buffer for each, thousands of them drive the collection of garbage.
  scratch.write(hash('sha256', parts.sort().join('\n')), 'latin1');
  return scratch.toString('latin1', 0, keyLength);
}

/** How many pods are asked for; a DaemonSet asks for none, its nodes do. */
function sizeOf({ kind, desired }: AppInstance['workload']): number {
  return kind === 'DAEMON_SET' ? 0 : desired;
}

function makerOf(
  app: App,
  operations: Pick<RolloutOperations, 'knownOfTemplate'>,
): Pick<Operation, 'id' | 'startedAt' | 'finishedAt'> | null {
  let newest: Pick<Operation, 'id' | 'startedAt' | 'finishedAt'> | null = null;
  for (const digest of markedDigests(app)) {
    const found = operations.knownOfTemplate(app, digest);
    if (found !== null && (newest === null || (found.startedAt ?? 0) > (newest.startedAt ?? 0))) newest = found;
  }
  return newest;
}

/** Digests of the present templates of workloads that bear an operation's mark; without one, no operation ever touched them. */
export function markedDigests(app: Pick<App, 'instances'>): ReadonlySet<string> {
  const marked = app.instances.filter(({ workload }) => Object.hasOwn(workload.meta.annotations, operationAnnotation));
  return new Set(marked.map(({ workload }) => workload.template.digest));
}

function messageOf(instances: readonly InstanceRollout[], phase: RolloutPhase): string | null {
  const [only, ...others] = instances;
  if (only === undefined) return null;
  if (others.length === 0) return only.message;
  const telling = phase === 'SUCCEEDED' ? instances : instances.filter((one) => one.phase !== 'SUCCEEDED');
  return (telling.length === 0 ? instances : telling)
    .map((one) => `${one.cluster.name}: ${one.message ?? ''}`)
    .join('\n');
}

/** A rollback takes up an old ReplicaSet: then its first new pod tells when it began. */
function startOf(instance: AppInstance): number | null {
  const revision = currentRevision(instance);
  if (revision === undefined) return null;
  const { createdAt } = revision.meta;
  if (rolloutStatus(instance.workload).phase === 'SUCCEEDED') return createdAt;
  const pods = currentPods(instance, revision);
  return pods.length === 0 ? createdAt : Math.max(createdAt, Math.min(...pods.map((pod) => pod.meta.createdAt)));
}

/** When a rollout that is over ended, in milliseconds since the epoch; null where nothing tells. */
export function endedAt(app: App): number | null {
  return latest(app.instances.map(endOf));
}

/** A Deployment says when it was done; of the others the last container that was started tells. */
function endOf(instance: AppInstance): number | null {
  const progressing = instance.workload.status.conditions.find((condition) => condition.type === 'Progressing');
  if (progressing !== undefined) return progressing.lastUpdateAt ?? progressing.lastTransitionAt;
  return latest(currentPods(instance).flatMap((pod) => pod.containers.map((container) => container.startedAt)));
}

function latest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function agreed(values: readonly (string | null)[]): string | null {
  const [first = null] = values;
  return values.every((value) => value === first) ? first : null;
}
