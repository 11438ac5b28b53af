import { setTimeout as delay } from 'node:timers/promises';

/** What a probe throws when waiting longer makes no sense. */
export class HopelessError extends Error {}

export interface WaitOptions {
  /** In milliseconds. */
  readonly timeout?: number;
  /** Pause between two looks, in milliseconds. */
  readonly interval?: number;
}

/**
 * Looks until the probe answers with something, for conditions that no event tells of (a process that comes up, what
 * another program sees). A probe that throws counts as "not yet",
 * unless it throws a HopelessError.
 *
 * @param what what is waited for, as it should read in "… did not happen within 30 s"
 * @param probe answers undefined, null or false while the condition does not hold
 * @returns what the probe answered
 * @throws Error with the last thing that the probe said when the time is up
 */
export async function waitFor<T>(
  what: string,
  probe: () => T | Promise<T>,
  options: WaitOptions = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const timeout = options.timeout ?? 30_000;
  const deadline = performance.now() + timeout;
  let last = 'nothing was seen';
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== null && answer !== false) {
        return answer as NonNullable<Exclude<T, false>>;
      }
      last = `the last answer was ${String(answer)}`;
    } catch (error) {
      if (error instanceof HopelessError) throw error;
      last = error instanceof Error ? error.message : String(error);
    }
    if (performance.now() >= deadline) {
      throw new Error(`${what} did not happen within ${timeout / 1000} s: ${last}`);
    }
    await delay(options.interval ?? 50);
  }
}
