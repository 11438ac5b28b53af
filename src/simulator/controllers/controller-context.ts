import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Random } from '../objects/random.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { EventRecorder } from './event-recorder.ts';

/** What every controller works with. */
export interface ControllerContext {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventRecorder;
  readonly log: Log;
}

/** How the controllers sign what they write. */
export const controllerManager = { manager: 'kube-controller-manager' } as const;
export const controllerManagerStatus = { manager: 'kube-controller-manager', subresource: 'status' } as const;
