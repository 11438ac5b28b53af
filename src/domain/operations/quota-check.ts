import type { LiveWorkload } from '../clusters/workload-writer.ts';
import type { Json } from '../../lib/json.ts';
import { cpuQuantity, memoryQuantity, parseQuantity } from '../workloads/quantity.ts';
import type { QuotaScope, ResourceQuota } from '../workloads/resource-quota.ts';
import { valueAt } from './field-path.ts';
import { isAboutPods, podDemand } from './pod-demand.ts';
import type { PodDemand } from './pod-demand.ts';
import type { Check } from './preflight.ts';

/** What a quota has to say of a change. */
export type QuotaFinding = Pick<Check, 'outcome' | 'message' | 'remedy'>;

/** A change of one workload, as it is and as the cluster would have it. */
export interface QuotaQuestion {
  /** The workload in words: `eu-1/acme-prod/web`. */
  readonly where: string;
  readonly before: LiveWorkload;
  readonly after: LiveWorkload;
  /** Whether a rollout that was halted goes on. */
  readonly resumes: boolean;
}

/**
 * Whether the pods that a change brings fit into the namespace's quotas, by their own counts: a finding for each quota that has
 * something to say, or one that nothing is in the way. A quota never refuses: room may be made, and the cluster has the last word.
 */
export function quotaFindings(question: QuotaQuestion, quotas: readonly ResourceQuota[]): readonly QuotaFinding[] {
  const growth = growthOf(question);
  if (growth === null) return [passed('It brings no new pods.')];
  if (quotas.length === 0) return [passed('The namespace has no quota.')];
  const findings = quotas.flatMap((quota) => ofQuota(quota, question, growth) ?? []);
  return findings.length > 0 ? findings : [passed('Its pods fit into the quotas of the namespace.')];
}

/** How the pods of a workload change in number. */
interface Growth {
  /** Pods that it has, counted in what is used. */
  readonly now: number;
  /** Pods that it will have. */
  readonly wanted: number;
  /** Pods beyond that while it rolls out. */
  readonly surge: number;
  /** How many pods it may lack meanwhile. */
  readonly unavailable: number;
}

/** Null where no pod is created. */
function growthOf({ before, after, resumes }: QuotaQuestion): Growth | null {
  const { workload } = after;
  const now = before.workload.status.current;
  const wanted = workload.desired;
  const changed = workload.template.digest !== before.workload.template.digest;
  const goesOn = resumes && workload.status.updated < wanted;
  const rollsOut = wanted > 0 && !workload.paused && workload.strategy !== 'ON_DELETE' && (changed || goesOn);
  if (!rollsOut && wanted <= now) return null;
  const surges = rollsOut && workload.kind === 'DEPLOYMENT' && workload.strategy === 'ROLLING_UPDATE';
  if (!surges) return { now, wanted, surge: 0, unavailable: 1 };
  const setting = (name: string) => valueAt(after.raw, ['spec', 'strategy', 'rollingUpdate', name]) ?? '25%';
  const surge = podsOf(setting('maxSurge'), wanted, Math.ceil);
  const unavailable = podsOf(setting('maxUnavailable'), wanted, Math.floor);
  return { now, wanted, surge, unavailable: surge === 0 ? Math.max(1, unavailable) : unavailable };
}

function podsOf(value: Json, replicas: number, round: (pods: number) => number): number {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(String(value))?.[1];
  return percent === undefined ? 0 : round((Number(percent) * replicas) / 100);
}

type Grade = 'FULL' | 'STUCK' | 'SLOW' | 'UNKNOWN';

/** One thing that a quota counts, with what is lacking of it. */
interface Shortage {
  readonly name: string;
  readonly grade: Grade;
  readonly needed: number;
  readonly left: number;
  readonly hard: number;
  readonly used: number;
  /** Whether all of the quota would not be enough. */
  readonly never: boolean;
}

function ofQuota(quota: ResourceQuota, question: QuotaQuestion, growth: Growth): QuotaFinding | null {
  const names = Object.keys(quota.hard).filter(isAboutPods);
  if (names.length === 0) return null;
  const scope = scopesHold(quota.scopes, question.after);
  if (scope === 'NO') return null;
  if (scope === 'UNKNOWN') {
    const scopes = quota.scopes.map(({ name }) => name).join(', ');
    return unknown(
      `The quota ${quota.name} is for pods of the scope ${scopes}: whether those of ${question.where} are, cannot be told here.`,
    );
  }
  const [before, after] = [podDemand(question.before.raw), podDemand(question.after.raw)];
  const shortages = names.flatMap((name) => shortageOf(name, quota, growth, before, after) ?? []);
  for (const grade of ['FULL', 'STUCK', 'SLOW', 'UNKNOWN'] as const) {
    const found = shortages.filter((shortage) => shortage.grade === grade);
    if (found.length > 0) return findingOf(grade, found, quota.name, question.where);
  }
  return null;
}

function shortageOf(
  name: string,
  { hard, used }: ResourceQuota,
  { now, wanted, surge, unavailable }: Growth,
  before: PodDemand,
  after: PodDemand,
): Shortage | null {
  const [limit, taken] = [parseQuantity(hard[name]), parseQuantity(used[name])];
  const [each, was] = [after(name), before(name)];
  if (limit === null || taken === null || each === null || was === null) {
    return { name, grade: 'UNKNOWN', needed: 0, left: 0, hard: 0, used: 0, never: false };
  }
  const left = Math.max(0, limit - taken);
  const shortage = (grade: Grade, needed: number): Shortage => ({
    name,
    grade,
    needed,
    left,
    hard: limit,
    used: taken,
    never: exceeds(wanted * each, limit),
  });
  const more = wanted * each - now * was;
  // Of a quota that is overdrawn, pods that end are not replaced.
  if (each > 0 && exceeds(taken + more, limit)) return shortage('FULL', Math.max(0, more));
  const most = Math.max(0, more) + surge * each;
  if (!exceeds(most, left)) return null;
  return shortage(unavailable === 0 && exceeds(each, left) ? 'STUCK' : 'SLOW', most);
}

/** Beyond what fractions of binary numbers add. */
function exceeds(wanted: number, limit: number): boolean {
  return wanted - limit > Math.max(Math.abs(wanted), Math.abs(limit), 1) * 1e-9;
}

function findingOf(grade: Grade, found: readonly Shortage[], quota: string, where: string): QuotaFinding {
  const list = (amount: (shortage: Shortage) => number) =>
    found.map((shortage) => `${shortage.name}=${quantityOf(shortage.name, amount(shortage))}`).join(', ');
  if (grade === 'UNKNOWN') {
    const names = found.map(({ name }) => name).join(', ');
    return unknown(
      `The quota ${quota} counts ${names}, and how much of that ${where} takes or is left cannot be told: its containers do not all say, or the quota has not been counted yet.`,
    );
  }
  const numbers = `${list(({ needed }) => needed)} more, and the quota ${quota} has ${list(({ left }) => left)} left (hard: ${list(({ hard }) => hard)})`;
  const raise = `Raise the quota ${quota} to at least ${list(({ used, needed }) => used + needed)}`;
  switch (grade) {
    case 'FULL': {
      const never = found.some((shortage) => shortage.never) ? ', also if nothing else were in the namespace' : '';
      const message = `${where} would take ${numbers}: not all of its pods can be created${never}.`;
      return warned(message, `${raise}, or ask for less.`);
    }
    case 'STUCK':
      return warned(
        `While it rolls out, ${where} takes ${numbers}: with maxUnavailable 0 no old pod may end first, so the rollout cannot begin.`,
        `${raise}, or let the Deployment roll out with maxSurge 0.`,
      );
    case 'SLOW':
      return warned(
        `While it rolls out, ${where} takes ${numbers}: some new pods have to wait until old ones are gone.`,
        `${raise}, or let the Deployment roll out with maxSurge 0.`,
      );
  }
}

function quantityOf(name: string, amount: number): string {
  if (name.endsWith('cpu')) return cpuQuantity(amount);
  return /memory|storage|hugepages/.test(name) ? memoryQuantity(Math.ceil(amount)) : String(amount);
}

/** Whether a quota counts the pods of a workload. */
function scopesHold(scopes: readonly QuotaScope[], { raw }: LiveWorkload): 'YES' | 'NO' | 'UNKNOWN' {
  const answers = scopes.map((scope) => scopeHolds(scope, raw));
  return answers.includes('NO') ? 'NO' : answers.includes('UNKNOWN') ? 'UNKNOWN' : 'YES';
}

function scopeHolds({ name, operator, values }: QuotaScope, raw: LiveWorkload['raw']): 'YES' | 'NO' | 'UNKNOWN' {
  switch (name) {
    // Only pods that end by themselves have a deadline: workloads of these kinds may not.
    case 'Terminating':
      return 'NO';
    case 'NotTerminating':
      return 'YES';
    case 'BestEffort':
    case 'NotBestEffort': {
      const demand = podDemand(raw);
      const asks = ['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'].some((each) => demand(each) ?? 0);
      if (!asks) return 'UNKNOWN';
      return name === 'NotBestEffort' ? 'YES' : 'NO';
    }
    case 'PriorityClass': {
      const given = valueAt(raw, ['spec', 'template', 'spec', 'priorityClassName']);
      // A class that is the default of the cluster is given to pods that name none.
      if (typeof given !== 'string' || given === '') return 'UNKNOWN';
      if (operator === 'Exists') return 'YES';
      if (operator === 'DoesNotExist') return 'NO';
      return values.includes(given) === (operator === 'In') ? 'YES' : 'NO';
    }
    default:
      return 'UNKNOWN';
  }
}

function passed(message: string): QuotaFinding {
  return { outcome: 'PASSED', message, remedy: null };
}

function warned(message: string, remedy: string): QuotaFinding {
  return { outcome: 'WARNED', message, remedy };
}

function unknown(message: string): QuotaFinding {
  return { outcome: 'UNKNOWN', message, remedy: null };
}
