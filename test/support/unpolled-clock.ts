import type { Clock } from '../../src/lib/clock.ts';
import { createHeldClock } from './held-clock.ts';

/** How often a gateway looks at the journal by itself, in milliseconds. */
const lookMs = 1_000;

/** The machine's clock, by which the journal is never looked at again until `look` is called. */
export function createUnpolledClock(): { readonly clock: Clock; look(): void } {
  const clock = createHeldClock(lookMs);
  return { clock, look: () => clock.release() };
}
