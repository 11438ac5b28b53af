import type { Reach } from '../../domain/access/reach.ts';
import type { Freeze } from '../../domain/freezes/freeze.ts';
import type { FreezeOutcome, Freezes } from '../../domain/freezes/freezes.ts';
import { start } from '../../domain/fleet/testing/objects.ts';
import { keysetPage } from '../../domain/paging/keyset.ts';

/** Fixture: a freeze of everything that is in force, with sound defaults for whatever a test does not care about. */
export function freezeOf(id: string, overrides: Partial<Freeze> = {}): Freeze {
  return {
    id,
    reason: 'Black Friday',
    from: start - 1_000,
    until: start + 1_000,
    scope: { tenants: [], environments: [], clusterLabels: [], kinds: [] },
    allowsRollbacks: false,
    createdBy: { name: 'ann', kind: 'USER' },
    createdAt: start,
    endedAt: null,
    endedBy: null,
    ...overrides,
  };
}

function reaches(within: Reach | undefined, tenant: string): boolean {
  return (
    within?.type !== 'PARTS' ||
    within.environments.some((key) => key.tenant === tenant) ||
    within.tenants.includes(tenant)
  );
}

/** Fixture: freezes that a test puts there by hand. It does nothing, and remembers what it was asked to do. */
export class MemoryFreezes implements Freezes {
  readonly requests: (readonly [method: string, request: object])[] = [];
  /** How often the freezes were read that are in force or planned. */
  reads = 0;
  readonly #freezes = new Map<string, Freeze>();

  put(freeze: Freeze): Freeze {
    this.#freezes.set(freeze.id, freeze);
    return freeze;
  }

  create(request: object): Promise<FreezeOutcome> {
    return this.#remember('create', request);
  }
  end(request: object): Promise<FreezeOutcome> {
    return this.#remember('end', request);
  }
  async get(id: string): Promise<Freeze | null> {
    return this.#freezes.get(id) ?? null;
  }
  async list(filter: Parameters<Freezes['list']>[0], page: Parameters<Freezes['list']>[1]) {
    this.requests.push(['list', filter]);
    const items = [...this.#freezes.values()].filter(
      ({ scope: { tenants } }) => tenants.length === 0 || tenants.some((tenant) => reaches(filter.within, tenant)),
    );
    return keysetPage({ scope: 'freezes', items, key: ({ id }) => id }, page);
  }
  async ahead(): Promise<readonly Freeze[]> {
    this.reads += 1;
    return [...this.#freezes.values()];
  }

  async #remember(method: string, request: object): Promise<FreezeOutcome> {
    this.requests.push([method, request]);
    return { freeze: freezeOf('made') };
  }
}
