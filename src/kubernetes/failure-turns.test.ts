import { expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../lib/log.ts';
import { createManualClock } from '../lib/manual-clock.ts';
import { createSlots } from '../lib/slots.ts';
import { createTurns } from '../lib/turns.ts';
import { createKindStore } from './cache/kind-store.ts';
import { createObjectBudget } from './cache/object-budget.ts';
import { builtInKinds } from './kinds.ts';
import { silentObserver } from './observer.ts';
import { createReflector } from './reflector/reflector.ts';
import { createClusterTransport } from './transport/cluster-transport.ts';
import { createServerCredentials } from './transport/server-credentials.ts';

it('let others work between the failures of many streams that break in one moment', async () => {
  const [many, eachMs] = [12, 3];
  const clock = createManualClock();
  const ending = new AbortController();
  const all = Promise.withResolvers<void>();
  const inRound = [0];
  const count = (): void => {
    inRound.push(0);
    if (!ending.signal.aborted) setImmediate(count);
  };
  let told = 0;
  const suspect = (): void => {
    inRound.push((inRound.pop() ?? 0) + 1);
    told += 1;
    if (told === many) all.resolve();
    for (const until = performance.now() + eachMs; performance.now() < until;);
  };
  const running = Array.from({ length: many }, () => {
    // It fails before anything is sent, so that all of them fail at once.
    const credentials = createServerCredentials({ server: 'ftp://nowhere' });
    return createReflector({
      cluster: 'test',
      kind: builtInKinds.namespaces,
      store: createKindStore({ name: 'namespaces', clock, log: silentLog, budget: createObjectBudget(10) }),
      transport: createClusterTransport({ credentials, clock }),
      clock,
      random: () => 0.5,
      turns: createTurns(),
      lists: createSlots(clock, many, 2000),
      log: silentLog,
      observer: silentObserver,
      gate: () => Promise.resolve(),
      streamingList: () => true,
      suspect,
      changed: () => undefined,
    }).run(ending.signal);
  });
  onTestFinished(async () => {
    ending.abort();
    await Promise.all(running);
  });
  setImmediate(count);
  await all.promise;
  expect(Math.max(...inRound)).toBeLessThanOrEqual(many / 2);
});
