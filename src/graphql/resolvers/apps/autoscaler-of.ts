import type { AppInstance } from '../../../domain/fleet/fleet-model.ts';
import type { SeenFleet } from '../../../domain/fleet/fleet.ts';
import type { AutoscalerModel } from '../../models.ts';

/** What scales an instance; null where nothing does. */
export function autoscalerOf(instance: AppInstance, fleet: SeenFleet): AutoscalerModel | null {
  const autoscaler = fleet.autoscaler(instance);
  return autoscaler === null ? null : { cluster: instance.cluster, autoscaler };
}
