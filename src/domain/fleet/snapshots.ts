import type { App, AppInstance, Environment, Placement } from './fleet-model.ts';
import type { AppEntry, EnvironmentEntry } from './index-entries.ts';
import type { AppKey } from './keys.ts';

/** An app as it is until it changes. It knows its entry by itself: a map of all apps would be made larger in one piece, for 30 ms. */
export class AppSnapshot implements App {
  readonly tenant: string;
  readonly environment: string;
  readonly name: string;
  readonly kind: AppKey['kind'];
  readonly instances: readonly AppInstance[];
  readonly #entry: AppEntry;

  constructor(entry: AppEntry, instances: readonly AppInstance[]) {
    const { tenant, environment, name, kind } = entry.key;
    this.tenant = tenant;
    this.environment = environment;
    this.name = name;
    this.kind = kind;
    this.instances = instances;
    this.#entry = entry;
    Object.freeze(this);
  }

  /** Undefined for what was made elsewhere. */
  static entryOf(app: App): AppEntry | undefined {
    return #entry in app ? app.#entry : undefined;
  }
}

/** As `AppSnapshot`. */
export class EnvironmentSnapshot implements Environment {
  readonly tenant: string;
  readonly environment: string;
  readonly placements: readonly Placement[];
  readonly #entry: EnvironmentEntry;

  constructor(entry: EnvironmentEntry, placements: readonly Placement[]) {
    this.tenant = entry.tenant;
    this.environment = entry.environment;
    this.placements = placements;
    this.#entry = entry;
    Object.freeze(this);
  }

  /** Undefined for what was made elsewhere. */
  static entryOf(environment: Environment): EnvironmentEntry | undefined {
    return #entry in environment ? environment.#entry : undefined;
  }
}
