import type { Clock } from '../../lib/clock.ts';
import { processRound } from '../../lib/round.ts';
import type { Round } from '../../lib/round.ts';
import { createRota } from './rota.ts';
import type { Rota } from './rota.ts';

/** Who waits, and in which line. */
export interface Visitor {
  /** Whose turns are dealt out: a tenant, or a caller who is of no single one. */
  readonly group: string;
  /** Within the group: callers. */
  readonly caller: string;
}

/** A turn that was given; to be given back once. */
export interface Turn {
  leave(): void;
}

/** Why there is no turn: too many of the caller wait already, or it waited for too long. */
export type NoTurn = 'TOO_MANY' | 'TOO_LATE';

/**
 * Deals out turns to work. While nobody waits, and the event loop's round has time, it lets through at once; else one request goes in at
 * each round, whatever else was done in it, groups in turn, and callers in turn within their group: whoever has a thousand requests waiting
 * delays the request of another by what runs, or by one, and not by a thousand. It has no bound on all turns together: what waits for a slow cluster takes no turn away.
 */
export interface Turnstile {
  /** At once, or when its turn has come. */
  enter(visitor: Visitor): Turn | NoTurn | Promise<Turn | NoTurn>;
  /** How many requests run and wait now, of all callers. */
  depth(): Depth;
}

/** Requests now. */
export interface Depth {
  readonly running: number;
  readonly waiting: number;
}

export interface TurnstileOptions {
  readonly clock: Clock;
  /** Requests of one caller that run at once. */
  readonly running: number;
  /** Requests of one caller that wait. */
  readonly waiting: number;
  /** Milliseconds that one waits at most. */
  readonly maxWaitMs: number;
  /** Default: those of this process. */
  readonly round?: Round;
}

interface Waiter {
  let(turn: Turn | NoTurn): void;
  cancel(): void;
}

interface Line {
  readonly caller: string;
  readonly group: Group;
  running: number;
  readonly waiters: Set<Waiter>;
}

interface Group {
  readonly name: string;
  lines: number;
  /** Callers of whom a request could go in now. */
  readonly ready: Set<Line>;
  readonly rota: Rota;
}

export function createTurnstile({
  clock,
  running,
  waiting,
  maxWaitMs,
  round = processRound,
}: TurnstileOptions): Turnstile {
  const lines = new Map<string, Line>();
  const groups = new Map<string, Group>();
  const rota = createRota();
  /** Whether somebody went in during this round already, or the next one is to look who waits. */
  let taken = false;
  let takenIn = round.id;

  function take(): void {
    taken = true;
    takenIn = round.id;
    setImmediate(nextRound);
  }

  function nextRound(): void {
    // What sockets bring has its immediates in the same round.
    if (takenIn === round.id && round.isSpent) {
      void round.next().then(nextRound);
      return;
    }
    taken = false;
    const name = rota.next((group) => (groups.get(group)?.ready.size ?? 0) > 0);
    const group = name === null ? undefined : groups.get(name);
    const caller = group?.rota.next((of) => isAsking(group, of)) ?? null;
    const line = caller === null ? undefined : lines.get(caller);
    const [waiter] = line?.waiters ?? [];
    if (!line || !waiter) return;
    line.waiters.delete(waiter);
    waiter.cancel();
    waiter.let(letIn(line));
    settle(line);
  }

  function isReady(line: Line): boolean {
    return line.waiters.size > 0 && line.running < running;
  }

  function isAsking(group: Group, caller: string): boolean {
    const line = lines.get(caller);
    return line !== undefined && group.ready.has(line);
  }

  function letIn(line: Line): Turn {
    rota.took(line.group.name);
    line.group.rota.took(line.caller);
    line.running += 1;
    round.begin();
    take();
    let left = false;
    return {
      leave() {
        if (left) return;
        left = true;
        line.running -= 1;
        settle(line);
      },
    };
  }

  /** After something has changed: it waits for its turn, or has nothing to wait for. */
  function settle(line: Line): void {
    const { group } = line;
    if (isReady(line)) {
      group.ready.add(line);
      group.rota.join(line.caller);
      rota.join(group.name);
      if (!taken) take();
      return;
    }
    group.ready.delete(line);
    if (line.running > 0 || line.waiters.size > 0) return;
    lines.delete(line.caller);
    group.lines -= 1;
    if (group.lines === 0) groups.delete(group.name);
  }

  function lineOf({ caller, group: name }: Visitor): Line {
    const known = lines.get(caller);
    if (known) return known;
    const group = groups.get(name) ?? { name, lines: 0, ready: new Set<Line>(), rota: createRota() };
    groups.set(name, group);
    group.lines += 1;
    const line: Line = { caller, group, running: 0, waiters: new Set() };
    lines.set(caller, line);
    return line;
  }

  return {
    depth() {
      let running = 0;
      let waiting = 0;
      for (const line of lines.values()) {
        running += line.running;
        waiting += line.waiters.size;
      }
      return { running, waiting };
    },
    enter(visitor) {
      const line = lineOf(visitor);
      if (!taken && line.running < running && !round.isSpent) return letIn(line);
      if (line.waiters.size >= waiting) return 'TOO_MANY';
      return new Promise((resolve) => {
        const cancel = clock.after(maxWaitMs, () => {
          line.waiters.delete(waiter);
          settle(line);
          resolve('TOO_LATE');
        });
        const waiter: Waiter = { let: resolve, cancel };
        line.waiters.add(waiter);
        settle(line);
      });
    },
  };
}
