import type { EventSource } from '../../lib/event-source.ts';
import type { App } from '../fleet/fleet-model.ts';
import type { AppKey } from '../fleet/keys.ts';
import type { Rollout, RolloutEvent } from './rollout.ts';

/** Rollouts as the caches show them, joined with the operations that made them. */
export interface Rollouts {
  /** The current rollout of the app, else the last; never an older terminal phase while an operation on it is not terminal. */
  of(app: App): Rollout;
  /**
   * The present state at once, then changes: never backwards, intermediate ones merged for slow readers, the terminal one
   * never dropped. `after` resumes behind a cursor that is good for an hour, across restarts. With untilDone it ends when the
   * rollout and every operation behind it are terminal. Ends when the signal aborts.
   * @throws ArgumentError INVALID for a cursor that is none, or of another app; CURSOR_EXPIRED for one that is too old.
   */
  stream(
    app: AppKey,
    options: { readonly after?: string; readonly untilDone: boolean },
    signal?: AbortSignal,
  ): EventSource<RolloutEvent>;
}
