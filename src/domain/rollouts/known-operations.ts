import type { Log } from '../../lib/log.ts';
import type { WholeFleet } from '../fleet/fleet.ts';
import type { App } from '../fleet/fleet-model.ts';
import { appText } from '../fleet/key-text.ts';
import type { AppKey } from '../fleet/keys.ts';
import type { Operation } from '../operations/operation.ts';
import type { Operations } from '../operations/operations.ts';
import { markedDigests } from './rollout-of.ts';
import type { RolloutOperations } from './rollout-operations.ts';

type Maker = Pick<Operation, 'id' | 'startedAt' | 'finishedAt'>;

/** More templates than are current anywhere in a large fleet. */
const mostKnown = 200_000;

/**
 * Which operation set which template, kept in memory: learned from operations as they go, and asked of the records once for each
 * app that bears an operation's mark when it is first seen.
 */
export class KnownOperations implements RolloutOperations {
  readonly #operations: Pick<Operations, 'active' | 'caughtUp' | 'onChange' | 'ofTemplate'>;
  readonly #logger: Log;
  readonly #makers = new Map<string, Maker | null>();
  readonly #listeners = new Set<(target: AppKey) => void>();
  readonly #closing: (() => void)[];
  /** One question at a time: after a start there are many, and none of them is urgent. */
  #asking: Promise<void> = Promise.resolve();

  constructor(
    operations: Pick<Operations, 'active' | 'caughtUp' | 'onChange' | 'ofTemplate'>,
    fleet: Pick<WholeFleet, 'app' | 'onAnyAppChange'>,
    logger: Log,
  ) {
    this.#operations = operations;
    this.#logger = logger;
    this.#closing = [
      operations.onChange((operation) => {
        for (const { templateDigest, startedAt } of operation.steps) {
          if (templateDigest === null || startedAt === null) continue;
          this.#learn(textOf(operation.target, templateDigest), operation);
        }
        this.#tell(operation.target);
      }),
      fleet.onAnyAppChange((apps) => {
        for (const key of apps) this.#ask(fleet, key);
      }),
    ];
  }

  active(app: AppKey): readonly Operation[] {
    return this.#operations.active(app);
  }

  caughtUp(): Promise<void> {
    return this.#operations.caughtUp();
  }

  onChange(listener: (target: AppKey) => void): () => void {
    const own = (target: AppKey) => listener(target);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  knownOfTemplate(app: AppKey, templateDigest: string): Maker | null {
    return this.#makers.get(textOf(app, templateDigest)) ?? null;
  }

  /** When everything that was asked is answered. */
  async settled(): Promise<void> {
    await this.#asking;
  }

  close(): void {
    for (const close of this.#closing) close();
  }

  #ask(fleet: Pick<WholeFleet, 'app'>, key: AppKey): void {
    for (const digest of markedDigests(find(fleet, key))) {
      const text = textOf(key, digest);
      if (this.#makers.has(text)) continue;
      this.#learn(text, null);
      this.#asking = this.#asking.then(async () => {
        try {
          const operation = await this.#operations.ofTemplate(key, digest);
          // What was learned from the operation itself meanwhile is newer.
          if (operation === null || this.#makers.get(text) !== null) return;
          // One that was cancelled before it began set nothing.
          if (!operation.steps.some((step) => step.templateDigest === digest && step.startedAt !== null)) return;
          this.#learn(text, operation);
          this.#tell(key);
        } catch (error) {
          this.#makers.delete(text);
          const message = error instanceof Error ? error.message : String(error);
          this.#logger.warn({ error: message }, 'The operation behind a rollout could not be read.');
        }
      });
    }
  }

  #learn(text: string, maker: Maker | null): void {
    this.#makers.delete(text);
    this.#makers.set(
      text,
      maker === null ? null : { id: maker.id, startedAt: maker.startedAt, finishedAt: maker.finishedAt },
    );
    if (this.#makers.size <= mostKnown) return;
    const oldest = this.#makers.keys().next();
    if (!oldest.done) this.#makers.delete(oldest.value);
  }

  #tell(target: AppKey): void {
    for (const listener of this.#listeners) listener(target);
  }
}

function textOf(app: AppKey, digest: string): string {
  return `${appText(app)}\0${digest}`;
}

function find(fleet: Pick<WholeFleet, 'app'>, key: AppKey): Pick<App, 'instances'> {
  try {
    return fleet.app(key, key.name, key.kind) ?? { instances: [] };
  } catch {
    return { instances: [] };
  }
}
