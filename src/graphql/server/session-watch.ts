import { endOf } from '../../auth/session.ts';
import type { Session, SessionEnd } from '../../auth/session.ts';

/** What is open for as long as a session lasts. */
export interface WhileInSession {
  sessionEnded(how: SessionEnd): void;
}

/** Tells what is open that its session has ended, by one listener a session: one for each of thousands is found among all others. */
export class SessionWatch {
  readonly #open = new WeakMap<Session, Set<WhileInSession>>();

  /** Told at once where it has ended already. */
  add(session: Session, member: WhileInSession): void {
    let open = this.#open.get(session);
    if (open === undefined) {
      const members = new Set<WhileInSession>();
      open = members;
      this.#open.set(session, members);
      const end = (): void => {
        for (const one of members) one.sessionEnded(endOf(session) ?? 'GONE');
      };
      session.ended.addEventListener('abort', end, { once: true });
    }
    open.add(member);
    const how = endOf(session);
    if (how !== null) member.sessionEnded(how);
  }

  delete(session: Session, member: WhileInSession): void {
    this.#open.get(session)?.delete(member);
  }
}
