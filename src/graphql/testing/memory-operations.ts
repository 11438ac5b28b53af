import { isWithin } from '../../domain/access/reach.ts';
import type { Approval } from '../../domain/approvals/approval.ts';
import { isWaitingFor } from '../../domain/approvals/may-decide.ts';
import type { Caller } from '../../domain/caller.ts';
import { awaitingPage } from '../../domain/operations/awaiting-page.ts';
import type { Operation } from '../../domain/operations/operation.ts';
import type { OperationOutcome, Operations } from '../../domain/operations/operations.ts';
import { keysetPage } from '../../domain/paging/keyset.ts';
import { start } from '../../domain/fleet/testing/objects.ts';

/** Fixture: an operation, with sound defaults for whatever a test does not care about. */
export function operationOf(id: string, overrides: Partial<Operation> = {}): Operation {
  return {
    id,
    kind: 'DEPLOY',
    state: 'RUNNING',
    target: { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' },
    actor: { name: 'ann', kind: 'USER' },
    reason: null,
    plan: null,
    steps: [],
    problem: null,
    supersededBy: null,
    approval: null,
    createdAt: start,
    startedAt: start,
    finishedAt: null,
    ...overrides,
  };
}

/** Fixture: what a rule asks of an operation, of one developer. */
export function approvalOf(overrides: Partial<Approval> = {}): Approval {
  return {
    required: 1,
    role: 'developer',
    requesterMayApprove: false,
    validSeconds: 60,
    expiresAt: start + 60_000,
    approvedAt: null,
    brokenBy: null,
    decisions: [],
    ...overrides,
  };
}

/** Fixture: operations that a test puts there by hand. It does nothing, and remembers what it was asked to do. */
export class MemoryOperations implements Operations {
  readonly requests: (readonly [method: string, request: object])[] = [];
  readonly reads: string[] = [];
  /** By the id of one that waits: what is ahead of it. */
  readonly waiting = new Map<string, readonly Operation[]>();
  /** Called after each read, before its answer arrives. */
  afterRead: () => void = () => undefined;
  readonly #operations = new Map<string, Operation>();
  readonly #listeners = new Set<(operation: Operation) => void>();

  put(operation: Operation): Operation {
    this.#operations.set(operation.id, operation);
    for (const listener of this.#listeners) listener(operation);
    return operation;
  }
  get listening(): number {
    return this.#listeners.size;
  }

  deploy(request: object): Promise<OperationOutcome> {
    return this.#remember('deploy', request);
  }
  scale(request: object): Promise<OperationOutcome> {
    return this.#remember('scale', request);
  }
  rollback(request: object): Promise<OperationOutcome> {
    return this.#remember('rollback', request);
  }
  restart(request: object): Promise<OperationOutcome> {
    return this.#remember('restart', request);
  }
  pause(request: object): Promise<OperationOutcome> {
    return this.#remember('pause', request);
  }
  resume(request: object): Promise<OperationOutcome> {
    return this.#remember('resume', request);
  }
  cancel(request: object): Promise<OperationOutcome> {
    return this.#remember('cancel', request);
  }
  decide(request: object): Promise<OperationOutcome> {
    return this.#remember('decide', request);
  }
  async awaiting(caller: Caller, page: Parameters<Operations['awaiting']>[1]) {
    const found = awaitingPage([...this.#operations.values()], caller, page, start);
    this.afterRead();
    return found;
  }
  isAwaiting(operation: Operation, caller: Caller): boolean {
    return isWaitingFor(operation, caller, start);
  }

  async get(id: string): Promise<Operation | null> {
    this.reads.push(id);
    const found = this.#operations.get(id) ?? null;
    this.afterRead();
    return found;
  }
  async list(filter: Parameters<Operations['list']>[0], page: Parameters<Operations['list']>[1]) {
    this.requests.push(['list', filter]);
    const items = [...this.#operations.values()].filter(({ target }) => isWithin(filter.within ?? null, target));
    return keysetPage({ scope: 'operations', items, key: ({ id }) => id }, page);
  }
  async ofTemplate(): Promise<Operation | null> {
    return null;
  }
  ahead({ id }: Operation): readonly Operation[] {
    return this.waiting.get(id) ?? [];
  }
  async caughtUp(): Promise<void> {}
  active(): readonly Operation[] {
    return [];
  }
  onChange(listener: (operation: Operation) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #remember(method: string, request: object): Promise<OperationOutcome> {
    this.requests.push([method, request]);
    return { operation: operationOf('made') };
  }
}
