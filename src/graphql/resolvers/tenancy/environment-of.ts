import { ArgumentError } from '../../../domain/fleet/fleet.ts';
import type { SeenFleet } from '../../../domain/fleet/fleet.ts';
import type { Environment } from '../../../domain/fleet/fleet-model.ts';
import type { EnvironmentKey } from '../../../domain/fleet/keys.ts';

/** The environment of something that is or was there; without placements where it is gone. */
export function environmentOf(fleet: SeenFleet, key: EnvironmentKey): Environment {
  const nowhere: Environment = { tenant: key.tenant, environment: key.environment, placements: [] };
  try {
    return fleet.environment(key) ?? nowhere;
  } catch (error) {
    if (error instanceof ArgumentError) return nowhere;
    throw error;
  }
}
