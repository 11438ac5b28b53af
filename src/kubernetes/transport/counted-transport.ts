import type { ClusterObserver } from '../observer.ts';
import type { ClusterTransport } from './cluster-transport.ts';

/** The same calls, of which the observer hears how many are not answered yet: the queue in front of an API server. */
export function countedTransport(
  transport: ClusterTransport,
  cluster: string,
  observer: Pick<ClusterObserver, 'calling'>,
): ClusterTransport {
  async function counted<T>(pool: string, call: () => Promise<T>): Promise<T> {
    const answered = observer.calling(cluster, pool);
    try {
      return await call();
    } finally {
      answered();
    }
  }
  return {
    call: (request, pool = 'calls') => counted(pool, () => transport.call(request, pool)),
    open: (request, pool, signal) => counted(pool, () => transport.open(request, pool, signal)),
    get warning() {
      return transport.warning;
    },
    reset: () => transport.reset(),
    onReplaced: (listener) => transport.onReplaced(listener),
    close: () => transport.close(),
  };
}
