import { GraphQLError } from 'graphql';
import type { Session } from '../../auth/session.ts';
import type { Admission } from './admission.ts';
import { checkJsonShape } from './check-json-shape.ts';
import type { Limits } from './limits.ts';

/** The id of the operation that a message is about, where it is at its beginning. */
const idOf = /"id"\s*:\s*"([^"\\]{1,200})"/;
/** Bytes of a message that is worth a turn of its own. */
const largeBytes = 32 * 1024;

/** What messages are taken in for. */
export interface IntakeUser {
  /** Null before `connection_init`. */
  readonly session: Session | null;
  /** Settles when the operation that came last has got its turn, or none; null: none waits. */
  readonly entering: Promise<unknown> | null;
  take(text: string): void;
  /** A message about the operation of that id (null: it cannot be told) is not parsed. */
  refuse(id: string | null, error: GraphQLError): void;
  /** Nothing is to be read for now. */
  hold(held: boolean): void;
}

/** Takes the messages of one WebSocket one by one: what is large waits for a turn before it is parsed, as a body does. */
export class SocketIntake {
  readonly #user: IntakeUser;
  readonly #admission: Admission;
  readonly #limits: Limits;
  /** Messages that came in one piece with one whose operation waits for its turn. */
  #held: Buffer[] | null = null;

  constructor(user: IntakeUser, admission: Admission, limits: Limits) {
    this.#user = user;
    this.#admission = admission;
    this.#limits = limits;
  }

  add(bytes: Buffer): void {
    if (this.#held !== null) {
      this.#held.push(bytes);
      return;
    }
    const waits = bytes.length > largeBytes;
    if (!waits) this.#take(bytes);
    if (waits || this.#user.entering !== null) void this.#takeHeld(waits ? [bytes] : []);
  }

  /** What is held is not taken any more. */
  close(): void {
    if (this.#held !== null) this.#held.length = 0;
  }

  async #takeHeld(held: Buffer[]): Promise<void> {
    this.#held = held;
    this.#user.hold(true);
    for (;;) {
      await this.#user.entering;
      const bytes = held.shift();
      if (bytes === undefined) break;
      const { session } = this.#user;
      const turn = session !== null && bytes.length > largeBytes ? await this.#admission.enter(session) : null;
      if (turn instanceof GraphQLError) {
        this.#refuse(bytes, turn);
      } else {
        this.#take(bytes);
        turn?.leave();
      }
    }
    this.#held = null;
    this.#user.hold(false);
  }

  #take(bytes: Buffer): void {
    const excess = checkJsonShape(bytes, this.#limits);
    if (excess) this.#refuse(bytes, excess);
    else this.#user.take(String(bytes));
  }

  #refuse(bytes: Buffer, error: GraphQLError): void {
    const [, id] = idOf.exec(String(bytes.subarray(0, 1_000))) ?? [];
    this.#user.refuse(id ?? null, error);
  }
}
