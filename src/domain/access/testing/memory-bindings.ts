import type { Clock } from '../../../lib/clock.ts';
import { silentLog } from '../../../lib/log.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { WholeFleet } from '../../fleet/fleet.ts';
import { createAccessBook } from '../access-book.ts';
import type { AccessBook } from '../access-book.ts';
import { bindingText } from '../binding.ts';
import type { RecordedBinding } from '../binding.ts';
import type { BesideBinding, BindingChange, BindingRemoval, BindingStore } from '../binding-store.ts';
import type { Bindings } from '../bindings.ts';
import { createBindings } from '../create-bindings.ts';

/** Fixture: bindings over a book, kept in memory, where no idempotency key counts. */
export function memoryBindings(
  fleet: Pick<WholeFleet, 'seenBy'>,
  clock: Clock,
  audit: AuditLog,
  book: AccessBook = createAccessBook(silentLog),
): Bindings {
  const store = new MemoryBindingStore(audit);
  return createBindings({
    store,
    journal: { findKey: async () => null },
    book,
    fleet,
    refresh: async () => book.replaceRecorded(await store.all()),
    isAdministeredElsewhere: () => true,
    clock,
    log: silentLog,
  });
}

class MemoryBindingStore implements BindingStore {
  readonly #audit: AuditLog;
  #present: readonly RecordedBinding[] = [];

  constructor(audit: AuditLog) {
    this.#audit = audit;
  }
  async version(): Promise<number> {
    return 0;
  }
  async all(): Promise<readonly RecordedBinding[]> {
    return this.#present;
  }
  async get(id: string): Promise<RecordedBinding | null> {
    return this.#present.find((binding) => binding.id === id) ?? null;
  }
  async create(binding: RecordedBinding, { refusal, audit }: BesideBinding): Promise<BindingChange> {
    const refused = refusal(this.#present);
    if (refused !== null) return { type: 'REFUSED', problem: refused };
    this.#present = [...this.#present, binding];
    await this.#audit.append(audit(binding));
    return { type: 'DONE', binding };
  }
  async remove({ binding }: BindingRemoval, { refusal, audit }: BesideBinding): Promise<BindingChange> {
    const found = this.#present.find((other) => bindingText(other) === bindingText(binding));
    if (found === undefined) return { type: 'MISSING' };
    const refused = refusal(this.#present);
    if (refused !== null) return { type: 'REFUSED', problem: refused };
    this.#present = this.#present.filter((other) => other !== found);
    await this.#audit.append(audit(found));
    return { type: 'DONE', binding: found };
  }
}
