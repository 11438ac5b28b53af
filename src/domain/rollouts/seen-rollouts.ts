import type { Seen } from '../access/seen.ts';
import type { SeenFleet } from '../fleet/fleet.ts';
import type { RolloutEvent } from './rollout.ts';
import type { Rollouts } from './rollouts.ts';

/** The rollouts of the apps that one caller sees. */
export type SeenRollouts = Seen<Rollouts>;

/** Which app is asked about is for the caller to see; what a stream tells of it later may be of something that has moved away. */
export function rolloutsSeenBy(rollouts: Rollouts, fleet: SeenFleet): SeenRollouts {
  const view: Rollouts = {
    of: (app) => rollouts.of(app),
    stream: (app, options, signal) => whileInSight(rollouts.stream(app, options, signal), fleet),
  };
  return view as SeenRollouts;
}

async function* whileInSight(events: AsyncIterable<RolloutEvent>, fleet: SeenFleet): AsyncGenerator<RolloutEvent> {
  for await (const event of events) {
    if (!fleet.isInSight(event.rollout.app)) return;
    yield event;
  }
}
