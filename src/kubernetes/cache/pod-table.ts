import type { Pod } from '../../domain/workloads/pod.ts';
import { revisionHashOf } from '../projections/pod.ts';
import type { ObjectTable } from './object-table.ts';
import { PackedTable } from './packed-table.ts';
import type { Columns } from './packed-table.ts';
import { sharedContainers } from './shared-containers.ts';
import { withRoom } from './with-room.ts';

const phases = ['PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'UNKNOWN'] as const;
/** Of each slot: the restarts, the phase with whether it is ready, and when its only container started. */
const perSlot = 3;
const readyBit = 8;
const notStarted = Number.NaN;

/** For the pods of one cluster. */
export function createPodTable(): ObjectTable<Pod> {
  return new PackedTable(new PodColumns());
}

class PodColumns implements Columns<Pod> {
  #numbers = new Float64Array(0);
  readonly #nodeNames: (string | null)[] = [];
  /** Either the pod's own, or such as many pods have: then without when they started. */
  readonly #containers: (Pod['containers'] | undefined)[] = [];
  /** When each container started, of pods with several that are such as many pods have. */
  readonly #starts = new Map<number, readonly (number | null)[]>();
  /** Of pods that say something beside their phase. */
  readonly #words = new Map<number, Pick<Pod, 'reason' | 'message'>>();

  hasRoomFor(): boolean {
    return true;
  }

  put(slot: number, pod: Pod): void {
    const { containers, reason, message } = pod;
    const shared = sharedContainers(containers);
    const at = perSlot * slot;
    this.#numbers = withRoom(this.#numbers, at + perSlot);
    this.#numbers[at] = pod.restarts;
    this.#numbers[at + 1] = phases.indexOf(pod.phase) + (pod.ready ? readyBit : 0);
    this.#numbers[at + 2] = (shared === null ? null : containers[0]?.startedAt) ?? notStarted;
    this.#nodeNames[slot] = pod.nodeName;
    this.#containers[slot] = shared ?? containers;
    if (shared !== null && containers.length > 1)
      this.#starts.set(
        slot,
        containers.map(({ startedAt }) => startedAt),
      );
    else if (this.#starts.size > 0) this.#starts.delete(slot);
    if (reason !== null || message !== null) this.#words.set(slot, { reason, message });
    else if (this.#words.size > 0) this.#words.delete(slot);
  }

  at(slot: number, meta: Pod['meta']): Pod {
    const at = perSlot * slot;
    const state = this.#numbers[at + 1] ?? 0;
    const words = this.#words.size === 0 ? undefined : this.#words.get(slot);
    return {
      meta,
      nodeName: this.#nodeNames[slot] ?? null,
      phase: phases[state & (readyBit - 1)] ?? 'UNKNOWN',
      ready: (state & readyBit) !== 0,
      reason: words?.reason ?? null,
      message: words?.message ?? null,
      restarts: this.#numbers[at] ?? 0,
      containers: this.#containersAt(slot),
      revisionHash: revisionHashOf(meta),
    };
  }

  clear(slot: number): void {
    if (perSlot * slot < this.#numbers.length) this.#numbers[perSlot * slot] = 0;
    this.#nodeNames[slot] = null;
    this.#containers[slot] = undefined;
    this.#starts.delete(slot);
    this.#words.delete(slot);
  }

  countAt(slot: number): number {
    return this.#numbers[perSlot * slot] ?? 0;
  }

  countOf({ restarts }: Pod): number {
    return restarts;
  }

  #containersAt(slot: number): Pod['containers'] {
    const containers = this.#containers[slot] ?? none;
    const starts = this.#starts.size === 0 ? undefined : this.#starts.get(slot);
    if (starts !== undefined) return Object.freeze(containers.map((each, index) => startedAt(each, starts[index])));
    const start = this.#numbers[perSlot * slot + 2];
    return start === undefined || Number.isNaN(start)
      ? containers
      : Object.freeze(containers.map((each) => startedAt(each, start)));
  }
}

const none: Pod['containers'] = Object.freeze([]);

function startedAt(container: Pod['containers'][number], at: number | null | undefined): Pod['containers'][number] {
  return at === null || at === undefined ? container : Object.freeze({ ...container, startedAt: at });
}
