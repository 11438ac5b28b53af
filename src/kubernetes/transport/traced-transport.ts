import { inSpan } from '../../lib/tracing.ts';
import type { SpanSpec } from '../../lib/tracing.ts';
import type { ClusterRequest, ClusterTransport } from './cluster-transport.ts';

/** The same calls, each a span of the trace that asked for it. What the gateway does by itself (lists, watches, probes) is in no trace. */
export function tracedTransport(transport: ClusterTransport, cluster: string): ClusterTransport {
  return {
    call: (request, pool) =>
      inSpan(spanOf(request, cluster), async (span) => {
        const answer = await transport.call(request, pool);
        if (!answer.ok) span.failed(answer.failure.message);
        return answer;
      }),
    open: (request, pool, signal) =>
      inSpan(spanOf(request, cluster), async (span) => {
        const opened = await transport.open(request, pool, signal);
        if (!opened.ok) span.failed(opened.failure.message);
        return opened;
      }),
    get warning() {
      return transport.warning;
    },
    reset: () => transport.reset(),
    onReplaced: (listener) => transport.onReplaced(listener),
    close: () => transport.close(),
  };
}

function spanOf({ method = 'GET', path, what }: ClusterRequest, cluster: string): SpanSpec {
  return {
    name: method,
    kind: 'CLIENT',
    onlyWithin: true,
    attributes: {
      'http.request.method': method,
      'url.path': path,
      'k8s.cluster.name': cluster,
      'tenantry.call': what,
    },
  };
}
