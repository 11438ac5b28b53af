import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { sleep } from '../../lib/sleep.ts';
import { RecordsUnavailable } from '../records-unavailable.ts';
import type { ActiveOperation } from './active-operation.ts';
import type { Journal, JournaledOperation, LeasedOperation } from './journal.ts';
import type { OperationPool } from './operation-pool.ts';
import { stillWaitsFor } from './operation-queue.ts';
import { isTerminal } from './operation-states.ts';
import { runLater } from './run-later.ts';
import type { StepDependencies } from './run-step.ts';

export interface LeaseKeeperOptions {
  readonly holder: string;
  /** Whether other gateways may work on the same records. */
  readonly shared: boolean;
  readonly journal: Journal;
  readonly pool: OperationPool;
  readonly clock: Clock;
  readonly log: Log;
  readonly running: StepDependencies;
  readonly shutdown: AbortSignal;
  /** Ends what has waited for approvals for too long, and begins what has them. */
  readonly tendWaiting: (waiting: JournaledOperation) => Promise<void>;
}

/** Sees to it that every unfinished operation has a gateway that works on it, and that this one keeps what is its. */
export interface LeaseKeeper {
  /** Takes up what the last process, or gateways that are gone, left. */
  start(): Promise<void>;
  /** The operation as one that this gateway works on, also where another one did; undefined where it has ended. */
  takeOver(id: string): Promise<ActiveOperation | undefined>;
  /** Lets others have at once what is not done; after the last write. */
  release(): Promise<void>;
}

/** How often other gateways' work is looked at, in milliseconds, and every how many times leases are. */
const lookMs = 1_000;
const leaseRounds = 2;
/** How long a write of the gateway that had the operation may still be on its way after a take-over, in milliseconds. */
const inFlightMs = 500;

export function createLeaseKeeper(options: LeaseKeeperOptions): LeaseKeeper {
  const { holder, shared, journal, pool, clock, log, running, shutdown } = options;

  /** Goes on with what was claimed, after `delayMs` milliseconds. */
  const takeUp = (claimed: readonly LeasedOperation[], delayMs: number) => {
    const found: ActiveOperation[] = [];
    for (const leased of claimed) {
      const { entry } = leased;
      if (isTerminal(entry.operation.state)) pool.pay(entry);
      else found.push(pool.activate(leased, []));
    }
    for (const active of found) {
      const { entry } = active;
      if (entry.operation.state === 'PENDING') {
        for (const ahead of stillWaitsFor(entry, pool.ofApp(entry.operation.target))) active.waitsFor.add(ahead);
        if (active.waitsFor.size === 0) pool.startQueued(active);
        continue;
      }
      for (const [index, { written }] of entry.work.entries()) if (written === null) active.lateWrites.add(index);
      if (entry.operation.state === 'CANCELLING') active.stop.abort('CANCELLED');
      const run = () => runLater(active, true, running);
      pool.track(delayMs === 0 ? run() : sleep(clock, delayMs, shutdown).then(run));
    }
  };

  const renew = async () => {
    const owned = pool.owned();
    const held = await journal.renew(holder, [...owned.map(({ entry }) => entry.operation.id), ...pool.paying()]);
    await pool.verify(owned.filter(({ entry }) => !held.has(entry.operation.id)));
  };

  /** How many looks ago leases were last seen to. */
  let looks = 0;
  const look = async () => {
    looks += 1;
    const areLeasesDue = shared && looks >= leaseRounds;
    // First: whatever else cannot be done now, what this gateway has it keeps.
    if (areLeasesDue) await renew();
    if (shared || pool.hasOthers) await pool.refresh();
    for (const waiting of pool.waiting()) pool.track(options.tendWaiting(waiting));
    if (!areLeasesDue) return;
    takeUp(await journal.claim(holder, 'EXPIRED'), 0);
    looks = 0;
  };

  const lookAgain = async () => {
    while (!shutdown.aborted) {
      await sleep(clock, lookMs, shutdown);
      if (shutdown.aborted) return;
      try {
        await look();
      } catch (error) {
        const told = { error: error instanceof Error ? error.message : String(error) };
        if (error instanceof RecordsUnavailable) log.warn(told, 'cannot look at the journal; trying again');
        else log.error(told, 'cannot look at the journal though the records are there; trying again');
      }
    }
  };

  return {
    async start() {
      // Of one that uses the records alone, what waits for approvals.
      await pool.refresh();
      // Of a file that one process uses, every lease is of a process that is gone.
      takeUp(await journal.claim(holder, shared ? 'EXPIRED' : 'ALL'), 0);
      pool.track(lookAgain());
    },
    async takeOver(id) {
      const own = pool.own(id);
      if (own !== undefined) return own;
      // One that waits has to know what is ahead of it, which was begun before it.
      await pool.refresh();
      takeUp(await journal.claim(holder, { id }), inFlightMs);
      return pool.own(id);
    },
    async release() {
      if (shared) await journal.release(holder);
    },
  };
}
