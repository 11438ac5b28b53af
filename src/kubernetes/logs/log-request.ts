import type { RunName } from '../../domain/logs/log-line.ts';
import type { ClusterRequest } from '../transport/cluster-transport.ts';
import { resourcePath } from '../transport/paths.ts';

/** What is asked of a log besides whose it is. */
export interface LogOptions {
  /** Seconds since 1970-01-01T00:00:00Z; null: from the beginning. The API takes whole seconds only. */
  readonly fromSecond: number | null;
  readonly tailLines?: number;
  readonly follow?: boolean;
  readonly previous: boolean;
  readonly deadlineMs: number;
}

/**
 * The request for the log of a run. `previous`: it is not the present run of its container, but the one before.
 * @throws RangeError where a name could lead elsewhere
 */
export function logRequest(run: RunName, options: LogOptions): ClusterRequest {
  const { fromSecond, tailLines, follow = false, previous, deadlineMs } = options;
  const pod = resourcePath({ group: '', version: 'v1', plural: 'pods' }, { namespace: run.namespace, name: run.pod });
  return {
    path: `${pod}/log`,
    query: {
      container: run.container,
      timestamps: 'true',
      ...(fromSecond !== null && { sinceTime: new Date(fromSecond * 1_000).toISOString().replace('.000Z', 'Z') }),
      ...(tailLines !== undefined && { tailLines: String(tailLines) }),
      ...(follow && { follow: 'true' }),
      ...(previous && { previous: 'true' }),
    },
    accept: 'text/plain, application/json',
    what: 'read a log',
    deadlineMs,
  };
}
