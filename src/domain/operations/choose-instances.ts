import { closest } from '../../lib/did-you-mean.ts';
import type { Result } from '../../lib/result.ts';
import { fail, succeed } from '../../lib/result.ts';
import { ArgumentError } from '../fleet/fleet.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { AppInstance } from '../fleet/fleet-model.ts';
import type { AppKey } from '../fleet/keys.ts';
import type { Problem } from '../problem.ts';
import { problem } from './problems.ts';
import type { WorkRequest } from './work-request.ts';

export function noSuchApp({ tenant, environment, name }: AppKey): Problem {
  return problem('NOT_FOUND', `There is no app ${name} in ${tenant}/${environment}.`, { path: ['input', 'app'] });
}

/** The instances of the app that the request is about: those in the named clusters, else all. */
export function chooseInstances(
  request: WorkRequest,
  fleet: Pick<Fleet, 'app'>,
): Result<readonly AppInstance[], readonly Problem[]> {
  const { tenant, environment, name, kind } = request.app;
  let app;
  try {
    app = fleet.app({ tenant, environment }, name, kind);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    const missing = error.code === 'COVERAGE_INCOMPLETE';
    return fail([problem(missing ? 'CLUSTER_UNREACHABLE' : 'INVALID', error.message, { retryable: missing })]);
  }
  if (app === undefined || app.instances.length === 0) {
    return fail([noSuchApp(request.app)]);
  }
  const { instances } = app;
  const names = instances.map(({ cluster }) => cluster.name);
  const wanted = request.clusters;
  const problems: Problem[] = [];
  for (const [index, cluster] of (wanted ?? []).entries()) {
    if (names.includes(cluster)) continue;
    const meant = closest(cluster, names);
    const hint = meant === undefined ? `It is in ${[...new Set(names)].join(', ')}.` : `Did you mean ${meant}?`;
    const message = `${name} is not in a cluster named ${JSON.stringify(cluster)}. ${hint}`;
    problems.push(problem('INVALID', message, { path: ['input', 'clusters', String(index)] }));
  }
  if (problems.length > 0) return fail(problems);
  const chosen = wanted === undefined ? instances : instances.filter(({ cluster }) => wanted.includes(cluster.name));
  if (request.kind === 'ROLLBACK' && request.toRevision !== undefined && chosen.length > 1) {
    const message = `toRevision is a workload's own number, and this is about ${chosen.length} placements: name one in clusters, or give revision.`;
    return fail([problem('INVALID', message, { path: ['input', 'toRevision'] })]);
  }
  return succeed(chosen);
}
