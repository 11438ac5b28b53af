import { closest } from '../../lib/did-you-mean.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { problem } from '../operations/problems.ts';
import type { Problem } from '../problem.ts';
import type { CreateFreezeRequest, EndFreezeRequest } from './freezes.ts';

type Report = (path: readonly (string | number)[], message: string) => void;
type Known = Pick<Fleet, 'clusters' | 'coverage' | 'tenants' | 'environments'>;

const dayMs = 24 * 3600 * 1000;
const longestDays = 90;
const furthestDays = 366;
/** How far behind the gateway's clock a caller's may be, in milliseconds. */
const behindMs = 5 * 60_000;
const mostNames = 100;

/** Everything that is wrong with a request, all at once. `now` in milliseconds since the epoch. */
export function freezeMistakes(request: CreateFreezeRequest, now: number, fleet: Known): readonly Problem[] {
  const { problems, report } = reports();
  if (request.reason.trim() === '') report(['reason'], 'reason is empty: say why, for those who are refused.');
  lengths(request, report);
  times(request, now, report);
  if (sizes(request.scope, report)) scope(request.scope, fleet, report);
  if (request.allowsRollbacks && request.scope.kinds?.every((kind) => kind === 'ROLLBACK') === true) {
    report(['allowsRollbacks'], 'This would freeze nothing: only rollbacks are frozen, and rollbacks are allowed.');
  }
  return problems;
}

/** What is wrong with a request to end one. */
export function endMistakes(request: EndFreezeRequest): readonly Problem[] {
  const { problems, report } = reports();
  lengths(request, report);
  return problems;
}

function reports() {
  const problems: Problem[] = [];
  const report: Report = (path, message) => {
    problems.push(problem('INVALID', message, { path: ['input', ...path.map(String)] }));
  };
  return { problems, report };
}

function lengths({ reason = '', idempotencyKey }: Pick<EndFreezeRequest, 'reason' | 'idempotencyKey'>, report: Report) {
  if (reason.length > 1000) report(['reason'], 'reason must have at most 1000 characters.');
  if (idempotencyKey !== undefined && (idempotencyKey === '' || idempotencyKey.length > 255)) {
    report(['idempotencyKey'], 'idempotencyKey must have 1 to 255 characters; leave it out for none.');
  }
}

function times({ from, until }: CreateFreezeRequest, now: number, report: Report): void {
  const start = from ?? now;
  if (start < now - behindMs) {
    report(['from'], `from is in the past (it is ${text(now)} now): leave it out to begin at once.`);
  }
  if (start > now + furthestDays * dayMs) report(['from'], `from must be at most ${furthestDays} days from now.`);
  if (until <= start) {
    report(['until'], `until must be later than ${text(start)}, when the freeze begins.`);
  } else if (until <= now) {
    report(['until'], `until is in the past: it is ${text(now)} now.`);
  } else if (until > start + longestDays * dayMs) {
    report(
      ['until'],
      `A freeze lasts at most ${longestDays} days, so until ${text(start + longestDays * dayMs)} here.`,
    );
  }
}

/** Answers whether all of them are right. */
function sizes(wanted: CreateFreezeRequest['scope'], report: Report): boolean {
  const wrong = Object.entries(wanted).filter(([, part]) => part.length === 0 || part.length > mostNames);
  for (const [name, part] of wrong) {
    report(
      ['scope', name],
      part.length === 0 ? `${name} is empty; leave it out for all.` : `${name} may have at most ${mostNames} entries.`,
    );
  }
  return wrong.length === 0;
}

/** A name that is mistyped would freeze nothing, and nobody would know before it is needed. */
function scope({ tenants, environments, clusterLabels }: CreateFreezeRequest['scope'], fleet: Known, report: Report) {
  const { complete } = fleet.coverage();
  // What is not seen now may be there.
  if (complete) {
    for (const [index, name] of (tenants ?? []).entries()) {
      if (fleet.tenants({ names: [name] }, { first: 1 }).totalCount > 0) continue;
      const known = fleet.tenants({}, { first: 500 }).edges.map(({ node }) => node.name);
      report(['scope', 'tenants', index], `There is no tenant ${JSON.stringify(name)}.${hint(name, known)}`);
    }
    for (const [index, name] of (environments ?? []).entries()) {
      const within = tenants === undefined ? {} : { tenants };
      if (fleet.environments({ ...within, names: [name] }, { first: 1 }).totalCount > 0) continue;
      const known = fleet.environments(within, { first: 500 }).edges.map(({ node }) => node.environment);
      const whose = tenants === undefined ? 'No tenant has' : 'None of these tenants has';
      report(
        ['scope', 'environments', index],
        `${whose} an environment ${JSON.stringify(name)}.${hint(name, new Set(known))}`,
      );
    }
  }
  const labelled = fleet
    .clusters()
    .some(({ definition }) => (clusterLabels ?? []).every(({ key, value }) => definition.labels[key] === value));
  if (clusterLabels !== undefined && !labelled) {
    const wanted = clusterLabels.map(({ key, value }) => `${key}=${value}`).join(', ');
    report(
      ['scope', 'clusterLabels'],
      `No cluster has all of these labels: ${wanted}. Cluster.labels has those there are.`,
    );
  }
}

function hint(word: string, known: Iterable<string>): string {
  const meant = closest(word, known);
  return meant === undefined ? '' : ` Did you mean ${meant}?`;
}

function text(time: number): string {
  return new Date(time).toISOString();
}
