import { GraphQLError } from 'graphql';
import type { Operation } from '../../domain/operations/operation.ts';
import { terminalStates } from '../../domain/operations/operation.ts';
import type { SeenOperations } from '../../domain/operations/seen-operations.ts';
import { canonicalJson } from '../../lib/canonical-json.ts';
import { EventSource } from '../../lib/event-source.ts';
import type { SubscriptionResolvers } from '../__generated__/resolvers.ts';
import { parseGlobalId } from '../ids.ts';

export const operation: NonNullable<SubscriptionResolvers['operation']> = {
  async subscribe(_root, { id }, { operations, signal }) {
    const named = parseGlobalId(id);
    // Asked before the stream begins, so that an id from nowhere is the answer to the subscription itself.
    if (named?.type !== 'Operation' || (await operations.get(named.id)) === null) {
      throw new GraphQLError('No operation has this id.', { extensions: { code: 'NOT_FOUND' } });
    }
    const states = new OperationStates(operations, named.id);
    return signal === undefined ? states : states.closeWith(signal);
  },
  resolve: (state: Operation) => state,
};

/** The present state, then each new one until a terminal one; of several that a reader had no time for, the newest. */
class OperationStates extends EventSource<Operation> {
  readonly #operations: SeenOperations;
  readonly #id: string;
  #stop = (): void => {};
  #latest: Operation | null = null;
  #told: Operation | null = null;
  #missing = false;

  constructor(operations: SeenOperations, id: string) {
    super();
    this.#operations = operations;
    this.#id = id;
  }

  protected async start(): Promise<void> {
    // Listening before reading: a change between the two is put on top of what was read.
    this.#follow();
    const present = await this.#operations.get(this.#id);
    if (present !== null && (isTerminal(present) || this.#latest === null)) this.#latest = present;
    this.#missing = this.#latest === null;
  }

  protected shift(): Operation | undefined {
    const next = this.#latest;
    if (next === null || this.ended) return undefined;
    this.#latest = null;
    this.#told = next;
    return next;
  }

  get readable(): boolean {
    return this.#latest !== null;
  }

  protected get ended(): boolean {
    return this.#missing || (this.#told !== null && isTerminal(this.#told));
  }

  get place(): string | null {
    return this.#told === null || this.#latest !== null ? null : canonicalJson(this.#told);
  }

  fork(): OperationStates {
    const fork = new OperationStates(this.#operations, this.#id).forked();
    fork.#latest = this.#latest;
    fork.#told = this.#told;
    fork.#follow();
    return fork;
  }

  protected stop(): void {
    this.#stop();
  }

  #follow(): void {
    this.#stop = this.#operations.onChange((changed) => {
      if (changed.id !== this.#id) return;
      this.#latest = changed;
      this.ready();
    });
  }
}

function isTerminal({ state }: Operation): boolean {
  return terminalStates.includes(state);
}
