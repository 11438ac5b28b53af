import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../lib/log.ts';
import type { WholeFleet } from '../fleet/fleet.ts';
import { MemoryCluster, MemoryRegistry } from '../fleet/testing/memory-cluster.ts';
import { ManualClock } from '../fleet/testing/scene.ts';
import { KnownOperations } from './known-operations.ts';
import { RolloutRecorder } from './rollout-recorder.ts';
import { MemoryLog, MemoryOperations, rollingScene } from './testing/rollout-scene.ts';

describe('the recorder', () => {
  it('logs each end once, whether anybody streams or not', async () => {
    const { to, log, rollouts } = rollingScene();
    to('app:2', 2, 'half');
    to('app:2', 2, 'done');
    to('app:2', 2, 'half');
    to('app:2', 2, 'done');
    to('app:3', 3, 'failed');
    await rollouts.close();
    expect(log.entries.map(({ phase }) => phase)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'FAILED']);
  });

  it('logs nothing twice after a restart, nor what ended long ago', async () => {
    const { log, rollouts, restart, clock } = rollingScene();
    await rollouts.close();
    expect(log.entries).toHaveLength(1);
    const second = restart();
    await second.rollouts.close();
    expect(log.entries).toHaveLength(1);
    log.entries.splice(0);
    clock.advance(2 * 3_600_000);
    const third = restart();
    await third.rollouts.close();
    expect(log.entries).toHaveLength(0);
  });

  it('outlives a log that fails for a moment', async () => {
    const { to, log, clock, rollouts } = rollingScene();
    await turn();
    log.fails = true;
    to('app:2', 2, 'done');
    await turn();
    log.fails = false;
    clock.advance(1_000);
    await rollouts.close();
    expect(log.entries.at(-1)?.phase).toBe('SUCCEEDED');
  });

  it('does not wait for a log that is away entry by entry when it is closed', async () => {
    const { to, log, rollouts } = rollingScene();
    await turn();
    log.fails = true;
    to('app:2', 2, 'done');
    to('app:3', 3, 'failed');
    to('app:4', 4, 'done');
    await rollouts.close();
    expect(log.refused).toBe(1);
  });

  it('asks nothing of a cluster that was taken away, though another one came that it does not know yet', () => {
    const [gone, stays, comes] = [new MemoryCluster('gone'), new MemoryCluster('stays'), new MemoryCluster('comes')];
    comes.setState({ synced: false });
    const clock = new ManualClock();
    const registry = new MemoryRegistry(stays);
    const fleet = { app: () => undefined, onAnyAppChange: () => () => {} };
    const operations = new KnownOperations(new MemoryOperations(), fleet, silentLog);
    const log = new MemoryLog();
    const recorder = new RolloutRecorder({ fleet, registry, operations, log, clock, logger: silentLog });
    const begin = clock.now();
    clock.advance(1_000);
    registry.add(gone);
    expect(recorder.watchesNoneSince(begin)).toBe(false);
    registry.remove(gone);
    registry.add(comes);
    clock.advance(1_000);
    expect(recorder.watchesNoneSince(begin)).toBe(true);
  });

  it('looks through the clusters now and then, however often streams ask, and at once where one is told to be otherwise', () => {
    const cluster = new MemoryCluster('eu');
    const clock = new ManualClock();
    const all = new MemoryRegistry(cluster);
    let looks = 0;
    const registry = {
      list() {
        looks += 1;
        return all.list();
      },
    };
    let tell: Parameters<WholeFleet['onAnyAppChange']>[0] = () => {};
    const fleet: Pick<WholeFleet, 'app' | 'onAnyAppChange'> = {
      app: () => undefined,
      onAnyAppChange(listener) {
        tell = listener;
        return () => {};
      },
    };
    const operations = new KnownOperations(new MemoryOperations(), fleet, silentLog);
    const recorder = new RolloutRecorder({
      fleet,
      registry,
      operations,
      log: new MemoryLog(),
      clock,
      logger: silentLog,
    });
    const begin = clock.now();
    const looksBefore = looks;
    for (let asked = 0; asked < 1_000; asked += 1) {
      expect(recorder.watchesNoneSince(begin)).toBe(true);
      clock.advance(1);
    }
    expect(looks - looksBefore).toBeLessThanOrEqual(20);
    cluster.setState({ synced: false });
    tell([], [cluster]);
    cluster.setState({ synced: true });
    tell([], [cluster]);
    expect(recorder.watchesNoneSince(begin)).toBe(false);
  });
});
