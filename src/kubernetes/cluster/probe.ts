import type { Clock } from '../../lib/clock.ts';
import type { CallFailure } from '../failures.ts';
import type { ClusterTransport } from '../transport/cluster-transport.ts';

/** What an active probe found out. */
export type ProbeResult =
  /** It answers and is ready. */
  | { readonly type: 'READY' }
  /** It answers, but says that it is not ready. */
  | { readonly type: 'NOT_READY'; readonly failure: CallFailure }
  | { readonly type: 'UNAUTHORIZED'; readonly failure: CallFailure }
  | { readonly type: 'SILENT'; readonly failure: CallFailure };

/** Asks whether a cluster is there: what a quiet watch cannot tell from a frozen API server. */
export interface Probe {
  /** The answer is due within `deadlineMs` milliseconds. */
  run(deadlineMs: number): Promise<ProbeResult & { readonly durationMs: number }>;
}

/** A probe by `/readyz`, or by `/version` where these credentials may not ask for that. */
export function createProbe(transport: ClusterTransport, clock: Clock): Probe {
  let path = '/readyz';

  async function ask(deadlineMs: number): Promise<ProbeResult> {
    // Over a connection of its own: where all others wait for slow answers, the cluster is not silent.
    const answer = await transport.call(
      { path, accept: '*/*', anyBody: true, what: `the probe of ${path}`, deadlineMs },
      'probes',
    );
    if (answer.ok) return { type: 'READY' };
    const { failure } = answer;
    if (failure.reason === 'UNAUTHORIZED') return { type: 'UNAUTHORIZED', failure };
    if (failure.status === 403 || failure.status === 404) {
      if (path === '/version') return { type: 'READY' };
      path = '/version';
      return ask(deadlineMs);
    }
    if (failure.status === undefined || (failure.status >= 300 && failure.status < 400))
      return { type: 'SILENT', failure };
    return {
      type: 'NOT_READY',
      failure: { ...failure, message: `the API server answers, but is not ready (${failure.status})` },
    };
  }

  return {
    async run(deadlineMs) {
      const startedAt = clock.now();
      const result = await ask(deadlineMs);
      return { ...result, durationMs: clock.now() - startedAt };
    },
  };
}
