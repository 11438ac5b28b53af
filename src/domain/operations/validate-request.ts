import type { Problem } from '../problem.ts';
import { imageMistake } from './image-reference.ts';
import type { CancelRequest, ContainerChange, DecisionRequest, EnvChange } from './operations.ts';
import { problem } from './problems.ts';
import type { WorkRequest } from './work-request.ts';

/** The longest time that an operation may be given: a day, in seconds. */
export const longestDeadlineSeconds = 86_400;
const mostReplicas = 2_147_483_647;
const mostContainers = 100;
const mostEnv = 1_000;

type Report = (path: readonly (string | number)[], message: string) => void;

/** Everything that is wrong with a request by itself, all at once; what depends on the workload is found when it is planned. */
export function requestMistakes(request: WorkRequest): readonly Problem[] {
  const problems: Problem[] = [];
  const report = reportTo(problems);
  common(request, report);
  if (request.kind === 'DEPLOY') {
    if (request.image !== undefined) image(request.image, ['image'], report);
    containers(request.containers ?? [], report);
    if (request.image === undefined && !(request.containers ?? []).some(changesSomething)) {
      report([], 'Nothing to deploy: give image, or containers with what to change in them.');
    }
  }
  if (request.kind === 'SCALE' && !isWhole(request.replicas, 0, mostReplicas)) {
    report(['replicas'], `replicas must be a whole number from 0, not ${request.replicas}.`);
  }
  if (request.kind === 'ROLLBACK') {
    if (request.toRevision !== undefined && !isWhole(request.toRevision, 1, Number.MAX_SAFE_INTEGER)) {
      report(['toRevision'], `toRevision must be a whole number from 1, not ${request.toRevision}.`);
    }
    if (request.toRevision !== undefined && request.templateDigest !== undefined) {
      report(['toRevision'], 'revision and toRevision cannot be given together: pass one of them.');
    }
  }
  return problems;
}

/** Everything that is wrong with a decision by itself. */
export function decisionMistakes(request: DecisionRequest): readonly Problem[] {
  const problems: Problem[] = [];
  const report = reportTo(problems);
  const { comment, decision } = request;
  keyOf(request, report);
  if (comment !== undefined && comment.length > 1000) report(['comment'], 'comment must have at most 1000 characters.');
  if (decision === 'REJECTED' && (comment ?? '').trim() === '') {
    report(['comment'], 'comment is empty: say why, for whoever asked.');
  }
  return problems;
}

/** Everything that is wrong with a request to cancel by itself. */
export function cancelMistakes(request: CancelRequest): readonly Problem[] {
  const problems: Problem[] = [];
  const report = reportTo(problems);
  keyOf(request, report);
  reasonOf(request, report);
  return problems;
}

function reportTo(problems: Problem[]): Report {
  return (path, message) => {
    problems.push(problem('INVALID', message, { path: ['input', ...path.map(String)] }));
  };
}

function common(request: WorkRequest, report: Report): void {
  if ('deadlineSeconds' in request && request.deadlineSeconds !== undefined) {
    if (!isWhole(request.deadlineSeconds, 1, longestDeadlineSeconds)) {
      report(
        ['deadlineSeconds'],
        `deadlineSeconds must be a whole number from 1 to ${longestDeadlineSeconds}, not ${request.deadlineSeconds}.`,
      );
    }
  }
  const { reason, clusters, breakGlass = false } = request;
  keyOf(request, report);
  reasonOf(request, report);
  if (breakGlass && (reason ?? '').trim() === '') {
    report(['reason'], 'Going ahead without approvals needs a reason: it is recorded with the operation for good.');
  }
  if (clusters?.length === 0) report(['clusters'], 'clusters is empty; leave it out for every placement.');
}

function keyOf({ idempotencyKey }: Pick<WorkRequest, 'idempotencyKey'>, report: Report): void {
  if (idempotencyKey !== undefined && (idempotencyKey === '' || idempotencyKey.length > 255)) {
    report(['idempotencyKey'], 'idempotencyKey must have 1 to 255 characters; leave it out for none.');
  }
}

function reasonOf({ reason }: Pick<WorkRequest, 'reason'>, report: Report): void {
  if (reason !== undefined && reason.length > 1000) report(['reason'], 'reason must have at most 1000 characters.');
}

function changesSomething(change: ContainerChange): boolean {
  const resources = [change.requests, change.limits].some((part) =>
    Object.values(part ?? {}).some((value) => value !== undefined),
  );
  return change.image !== undefined || (change.env?.length ?? 0) > 0 || resources;
}

function containers(changes: readonly ContainerChange[], report: Report): void {
  if (changes.length > mostContainers)
    report(['containers'], `At most ${mostContainers} containers can be changed at once.`);
  const seen = new Set<string>();
  for (const [index, change] of changes.entries()) {
    const path = ['containers', index];
    if (seen.has(change.name))
      report([...path, 'name'], `The container ${JSON.stringify(change.name)} is given twice; say it once.`);
    seen.add(change.name);
    if (change.image !== undefined) image(change.image, [...path, 'image'], report);
    env(change.env ?? [], [...path, 'env'], report);
    for (const part of ['requests', 'limits'] as const) resources(change[part], [...path, part], report);
  }
}

function image(reference: string, path: readonly (string | number)[], report: Report): void {
  const mistake = imageMistake(reference);
  if (mistake !== null) report(path, mistake);
}

function env(changes: readonly EnvChange[], path: readonly (string | number)[], report: Report): void {
  if (changes.length > mostEnv) report(path, `At most ${mostEnv} variables can be changed at once.`);
  const seen = new Set<string>();
  for (const [index, change] of changes.entries()) {
    const at = [...path, index];
    // As Kubernetes says since 1.34; older clusters are stricter, and say so in the dry run.
    if (!/^[\x20-\x3C\x3E-\x7E]+$/.test(change.name)) {
      report([...at, 'name'], `${JSON.stringify(change.name)} is no name of a variable: printable ASCII without "=".`);
    }
    if (seen.has(change.name)) report([...at, 'name'], `${change.name} is given twice; say it once.`);
    seen.add(change.name);
    const given = ['value', 'secret', 'remove'].filter(
      (key) => member(change, key) !== undefined && member(change, key) !== null,
    );
    if (given.length !== 1 || member(change, 'remove') === false) {
      report(
        at,
        `Give exactly one of value, secret and remove (true) for ${change.name}, not ${given.join(' and ') || 'none'}.`,
      );
    } else if ('secret' in change) {
      secret(change.secret, [...at, 'secret'], report);
    }
  }
}

function secret(
  reference: { readonly name: string; readonly key: string },
  path: readonly (string | number)[],
  report: Report,
): void {
  if (reference.name.length > 253 || !/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(reference.name)) {
    report(
      [...path, 'name'],
      `${JSON.stringify(reference.name)} is no name of a Secret: lower-case letters, digits, "-" and ".".`,
    );
  }
  if (reference.key.length > 253 || !/^[-._a-zA-Z0-9]+$/.test(reference.key)) {
    report(
      [...path, 'key'],
      `${JSON.stringify(reference.key)} is no key of a Secret: letters, digits, "-", "_" and ".".`,
    );
  }
}

function resources(wanted: ContainerChange['requests'], path: readonly (string | number)[], report: Report): void {
  const { cpu, memory } = wanted ?? {};
  if (cpu !== undefined && (!Number.isFinite(cpu) || cpu < 0 || cpu > 1e6)) {
    report([...path, 'cpu'], `cpu is in cores, from 0, such as 0.25; not ${cpu}.`);
  }
  if (memory !== undefined && !isWhole(memory, 0, Number.MAX_SAFE_INTEGER)) {
    report([...path, 'memory'], `memory is a whole number of bytes, such as 268435456; not ${memory}.`);
  }
}

/** The edge may hand over more than the type says. */
function member(change: EnvChange, key: string): unknown {
  return (change as Readonly<Record<string, unknown>>)[key];
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
