import type { CachedObject } from '../../src/domain/clusters/cached-kind.ts';
import { createKindStore } from '../../src/kubernetes/cache/kind-store.ts';
import { createObjectBudget } from '../../src/kubernetes/cache/object-budget.ts';
import type { KindDefinition } from '../../src/kubernetes/kinds.ts';
import { silentObserver } from '../../src/kubernetes/observer.ts';
import { createReflector } from '../../src/kubernetes/reflector/reflector.ts';
import type { ClusterTransport } from '../../src/kubernetes/transport/cluster-transport.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { createSlots } from '../../src/lib/slots.ts';
import { createTurns } from '../../src/lib/turns.ts';

/** How a first list is asked for. */
export interface ListWay {
  readonly streamed: boolean;
  readonly json: boolean;
}

/** Takes the first list of a kind as the gateway does, by its own reflector, and answers how many objects it had. @throws where that failed, or came in another way */
export async function readList(
  transport: ClusterTransport,
  kind: KindDefinition<CachedObject>,
  { streamed, json }: ListWay,
): Promise<number> {
  const { message: _message, read: _read, ...onlyJson } = kind;
  const ending = new AbortController();
  const listed = Promise.withResolvers<number>();
  const name = kind.type.plural;
  const reflector = createReflector({
    cluster: 'bench',
    kind: json ? onlyJson : kind,
    store: createKindStore({ name, clock: systemClock, log: silentLog, budget: createObjectBudget(1e6) }),
    transport,
    clock: systemClock,
    random: Math.random,
    turns: createTurns(),
    lists: createSlots(systemClock, 10, 2_000),
    log: silentLog,
    observer: {
      ...silentObserver,
      // Before a watch follows: that is the same for all.
      listed: (_cluster, _kind, way, count) => {
        ending.abort();
        if (way === (streamed ? 'streamed' : 'paged')) listed.resolve(count);
        else listed.reject(new Error(`${name} came ${way}`));
      },
    },
    gate: () => Promise.resolve(),
    streamingList: () => streamed,
    suspect: () => undefined,
    changed: () => {
      if (reflector.failure !== null) listed.reject(new Error(reflector.failure.message));
    },
  });
  await Promise.all([reflector.run(ending.signal), listed.promise]);
  return listed.promise;
}
