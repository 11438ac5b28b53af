import { RecordsUnavailable } from '../../records-unavailable.ts';
import type { SignedOffSessions } from '../signed-off-sessions.ts';

/** Fixture: what was signed off, in memory. */
export class MemorySignedOffSessions implements SignedOffSessions {
  readonly #ids = new Set<string>();
  /** While true, it can neither be told nor kept. */
  away = false;

  async add(id: string): Promise<boolean> {
    this.#answer();
    const isNew = !this.#ids.has(id);
    this.#ids.add(id);
    return isNew;
  }
  async among(ids: readonly string[]): Promise<readonly string[]> {
    this.#answer();
    return ids.filter((id) => this.#ids.has(id));
  }
  #answer(): void {
    if (this.away) throw new RecordsUnavailable('AWAY', 'The records are away. Bring them back.');
  }
}
