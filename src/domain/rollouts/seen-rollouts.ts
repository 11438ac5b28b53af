import { EventSource } from '../../lib/event-source.ts';
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
    stream: (app, options, signal) => new WhileInSight(rollouts.stream(app, options, signal), fleet),
  };
  return view as SeenRollouts;
}

/** Ends with the first event of an app that is out of sight. */
class WhileInSight extends EventSource<RolloutEvent> {
  readonly #events: EventSource<RolloutEvent>;
  readonly #fleet: SeenFleet;

  constructor(events: EventSource<RolloutEvent>, fleet: SeenFleet) {
    super();
    this.#events = events;
    this.#fleet = fleet;
    events.onReady(() => this.ready());
  }

  protected start(): Promise<void> {
    return this.#events.begin();
  }

  protected shift(): RolloutEvent | undefined {
    const event = this.#events.take();
    if (event === undefined || this.#fleet.isInSight(event.rollout.app)) return event;
    this.close();
    return undefined;
  }

  protected get ended(): boolean {
    return this.#events.over;
  }

  get readable(): boolean {
    return this.#events.readable;
  }

  get place(): string | null {
    return this.#events.place;
  }

  fork(): WhileInSight {
    return new WhileInSight(this.#events.fork(), this.#fleet).forked();
  }

  protected stop(): void {
    this.#events.close();
  }
}
