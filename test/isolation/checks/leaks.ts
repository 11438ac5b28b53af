import { inflateRawSync } from 'node:zlib';
import { marksIn } from '../world/marks.ts';
import type { Answer } from '../graph/world-graph.ts';
import { Finding } from './finding.ts';

/** Looks for marks of what somebody may not see, also within ids and cursors. */
export class Leaks {
  readonly #known: ReadonlySet<string>;
  readonly #visible: ReadonlySet<string>;
  readonly #decoded: Map<string, string>;

  /** `decoded` is kept over all who ask about one world: they are given the same ids. */
  constructor(known: ReadonlySet<string>, visible: ReadonlySet<string>, decoded: Map<string, string>) {
    this.#known = known;
    this.#visible = visible;
    this.#decoded = decoded;
  }

  /** The same, where other marks are visible. */
  showing(visible: ReadonlySet<string>): Leaks {
    return new Leaks(this.#known, visible, this.#decoded);
  }

  /** Whether it is a mark of something that there is, but not for this person. */
  isSecret(mark: string): boolean {
    return this.#known.has(mark) && !this.#visible.has(mark);
  }

  /** @throws Finding where the answer has such a mark, other than those of what was given: a refusal may repeat what was asked. */
  check(answer: Answer, asked: () => string, given: unknown = {}): void {
    const found = new Set(this.#marksOf(answer).filter((mark) => this.isSecret(mark)));
    if (found.size === 0) return;
    for (const mark of this.#marksOf(given)) found.delete(mark);
    if (found.size === 0) return;
    throw new Finding(`The answer holds what may not be seen: ${[...found].join(', ')}`, asked, this.#placesOf(answer));
  }

  /** In ids and cursors, what is written there. */
  #marksOf(value: unknown): readonly string[] {
    const text = JSON.stringify(value).replaceAll(/(?<=")[\w-]{16,}(?=")/g, (part) => this.#decode(part));
    return marksIn(text);
  }

  /** Where in the answer it stands. */
  #placesOf(value: unknown, path = ''): readonly string[] {
    if (typeof value === 'string') {
      const read = /^[\w-]{16,}$/.test(value) ? this.#decode(value) : value;
      return marksIn(read).some((mark) => this.isSecret(mark)) ? [`${path}: ${read}`] : [];
    }
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, below]) => this.#placesOf(below, `${path}.${name}`));
  }

  #decode(part: string): string {
    const known = this.#decoded.get(part);
    if (known !== undefined) return known;
    const text = Buffer.from(part, 'base64url').toString();
    // Other texts are of these letters, too.
    const readable = /^[\x20-\x7e]+$/.test(text) ? text : (inflated(part) ?? part);
    this.#decoded.set(part, readable);
    return readable;
  }
}

/** The cursors of logs are packed. */
function inflated(part: string): string | null {
  try {
    return inflateRawSync(Buffer.from(part, 'base64url')).toString();
  } catch {
    return null;
  }
}
