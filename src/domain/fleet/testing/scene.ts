import type { Clock } from '../../../lib/clock.ts';
import type { WorkloadKind } from '../../workloads/workload.ts';
import { createFleet } from '../create-fleet.ts';
import type { App } from '../fleet-model.ts';
import { MemoryRegistry } from './memory-cluster.ts';
import type { MemoryCluster } from './memory-cluster.ts';
import { start } from './objects.ts';

/** Fixture: a clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  #now = start;
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  now(): number {
    return this.#now;
  }
  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.#now + delayMs, run };
    this.#timers.push(timer);
    return () => void (this.#timers = this.#timers.filter((other) => other !== timer));
  }
  advance(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { run } of due) run();
  }
}

/** Fixture: a fleet over memory clusters; what is due "soon" is told by `tick`, and what takes turns goes on by `round`. */
export function fleetOf(...clusters: readonly MemoryCluster[]) {
  return fleetAt(new ManualClock(), clusters);
}

/** As `fleetOf`, at the time of this clock. */
export function fleetAt(clock: ManualClock, clusters: readonly MemoryCluster[]) {
  const registry = new MemoryRegistry(...clusters);
  const due: (() => void)[] = [];
  const waiting: (() => void)[] = [];
  const turns = { begin: () => ({ rest: () => new Promise<void>((resolve) => void waiting.push(resolve)) }) };
  const fleet = createFleet({ registry, clock, soon: (run) => void due.push(run), turns, processId: 'test' });
  const tick = () => {
    for (const run of due.splice(0)) run();
  };
  /** One step of each long question. */
  const round = async () => {
    for (const go of waiting.splice(0)) {
      go();
      await new Promise(setImmediate);
    }
  };
  /** The app of this full name, such as `acme/prod/web`, which the test knows to be there. */
  const app = (fullName: string, kind?: WorkloadKind): App => {
    const [tenant = '', environment = '', name = ''] = fullName.split('/');
    const found = fleet.app({ tenant, environment }, name, kind);
    if (found === undefined) throw new Error(`no app ${fullName}`);
    return found;
  };
  return { clock, registry, fleet, tick, round, app };
}
