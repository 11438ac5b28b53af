import type { RevisionRecord } from '../../domain/workloads/revision-record.ts';
import { replicaSetOf } from '../projections/revision-record.ts';
import type { ObjectTable } from './object-table.ts';
import { PackedTable } from './packed-table.ts';
import type { Columns } from './packed-table.ts';
import { withRoom } from './with-room.ts';

/** For the ReplicaSets of one cluster. */
export function createReplicaSetTable(): ObjectTable<RevisionRecord> {
  return new PackedTable(new ReplicaSetColumns());
}

class ReplicaSetColumns implements Columns<RevisionRecord> {
  #replicas = new Float64Array(0);
  readonly #templates: (RevisionRecord['template'] | undefined)[] = [];

  /** Those that cannot make their pods are rare. */
  hasRoomFor({ failure }: RevisionRecord): boolean {
    return failure === null;
  }

  put(slot: number, { template, replicas }: RevisionRecord): void {
    this.#replicas = withRoom(this.#replicas, slot + 1);
    this.#replicas[slot] = replicas;
    this.#templates[slot] = template;
  }

  /** The rest is in its annotations. */
  at(slot: number, meta: RevisionRecord['meta']): RevisionRecord {
    const template = this.#templates[slot];
    if (template === undefined) throw new Error('a ReplicaSet without a template');
    return replicaSetOf(meta, template, this.#replicas[slot] ?? 0, noConditions);
  }

  clear(slot: number): void {
    this.#templates[slot] = undefined;
  }

  countAt(): number {
    return 0;
  }

  countOf(): number {
    return 0;
  }
}

const noConditions: readonly never[] = [];
