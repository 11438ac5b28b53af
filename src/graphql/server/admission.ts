import type { GraphQLError } from 'graphql';
import type { Session } from '../../auth/session.ts';
import type { Budgets, Spending } from '../../domain/budgets/budgets.ts';
import type { Caller } from '../../domain/caller.ts';
import type { Rate } from '../../domain/budgets/rate.ts';
import type { Clock } from '../../lib/clock.ts';
import { rejection } from '../errors.ts';
import { deadlineExceeded } from './deadline.ts';
import type { Limits, Timeouts } from './limits.ts';
import type { PreparedOperation } from './prepare.ts';
import { ownTenant, tenantOf } from './tenant-of.ts';
import { createTurnstile } from './turnstile.ts';
import type { Depth, NoTurn, Turn } from './turnstile.ts';

/** How fast the budgets of a caller and of a tenant come back. */
export interface Rates {
  readonly caller: Rate;
  readonly tenant: Rate;
}

/** A budget that comes back at so many points a second, and of which there can be as much as comes back in 20 s. */
export function rateOf(pointsPerSecond: number): Rate {
  return { pointsPerSecond, burst: 20 * pointsPerSecond };
}

/** Far beyond what a frontend asks for, and what a core can answer. Lower them to divide a gateway by weight. */
export const defaultRates: Rates = { caller: rateOf(1_000_000), tenant: rateOf(2_000_000) };

/** A request that may go on. */
export interface Admitted {
  /** When it has to be answered; milliseconds since the epoch. */
  readonly deadlineAt: number;
  /** It runs no more. May be called twice. */
  leave(): void;
}

/** Which requests go on, and when: turns before anything is parsed, budgets as soon as the cost is known. */
export interface Admission {
  /** At once, or when its turn has come; a refusal where the caller has too many requests waiting, or waited for too long. */
  enter(session: Session): Admitted | GraphQLError | Promise<Admitted | GraphQLError>;
  /** Takes what the operation costs from the budgets that it is about; a refusal where there is too little. */
  spend(session: Session, operation: PreparedOperation): GraphQLError | null;
  /** How many requests run and wait now. */
  depth(): Depth;
}

export interface AdmissionOptions {
  readonly budgets: Budgets;
  readonly rates: Rates;
  readonly limits: Pick<Limits, 'runningPerCaller' | 'waitingPerCaller'>;
  readonly timeouts: Pick<Timeouts, 'deadlineMs'>;
  readonly clock: Clock;
}

export function createAdmission({ budgets, rates, limits, timeouts, clock }: AdmissionOptions): Admission {
  const turnstile = createTurnstile({
    clock,
    running: limits.runningPerCaller,
    waiting: limits.waitingPerCaller,
    maxWaitMs: timeouts.deadlineMs,
  });
  const refusalOf = (why: NoTurn): GraphQLError => {
    if (why === 'TOO_LATE') return deadlineExceeded('NOT_BEGUN', timeouts.deadlineMs);
    const { runningPerCaller: running, waitingPerCaller: waiting } = limits;
    return rateLimited(1, `${running} of your requests run, and ${waiting} wait. Send fewer at once.`);
  };
  return {
    depth: () => turnstile.depth(),
    enter(session) {
      const deadlineAt = clock.now() + timeouts.deadlineMs;
      const caller = callerKey(session);
      const tenant = ownTenant(session);
      const entered = (turn: Turn | NoTurn): Admitted | GraphQLError =>
        typeof turn === 'string' ? refusalOf(turn) : { deadlineAt, leave: turn.leave };
      const entering = turnstile.enter({ caller, group: tenant === null ? caller : `tenant ${tenant}` });
      return entering instanceof Promise ? entering.then(entered) : entered(entering);
    },
    spend(session, operation) {
      const spendings: Spending[] = [{ key: callerKey(session), rate: rates.caller }];
      const tenant = tenantOf(session, operation);
      if (tenant !== null) spendings.push({ key: `tenant ${tenant}`, rate: rates.tenant });
      const lacking = budgets.spend(spendings, operation.cost);
      if (lacking === null) return null;
      const seconds = Math.ceil(lacking.waitMs / 1_000);
      const whose = lacking.key === callerKey(session) ? 'you' : 'all callers of this tenant together';
      const message = `What ${whose} may ask for is used up: this operation costs ${operation.cost} points. Try again in ${seconds} s, or ask for less.`;
      return rateLimited(seconds, message);
    },
  };
}

const callerKeys = new WeakMap<Caller, string>();

/** Made once for a caller: it is looked up three times a request, by its hash. */
function callerKey({ caller }: Session): string {
  let key = callerKeys.get(caller);
  if (key === undefined) callerKeys.set(caller, (key = `caller ${caller.kind} ${caller.name}`));
  return key;
}

/** The refusal of what a caller asks for beyond their share. */
export function rateLimited(seconds: number, message: string): GraphQLError {
  return rejection('RATE_LIMITED', message, { extensions: { retryAfterSeconds: Math.max(1, seconds) } });
}
