/** What every generated text carries, so that it is known wherever it turns up: six characters, or eight within a uuid. */
const markPattern = /zq[0-9a-z]{4}|fade[0-9a-f]{4}(?=-)/g;

/** Gives out marks: no two are the same, and none is a part of another. */
export class Marks {
  #last = 0;

  /** A word that is a Kubernetes name, a label value and an environment's name alike. */
  word(): string {
    return `zq${this.#number(36)}`;
  }

  uuid(): string {
    return `fade${this.#number(16)}-0000-4000-8000-000000000000`;
  }

  #number(base: number): string {
    this.#last += 1;
    return this.#last.toString(base).padStart(4, '0');
  }
}

/** The marks in a text. */
export function marksIn(text: string): readonly string[] {
  return text.match(markPattern) ?? [];
}

/** The text with each mark that the predicate names made into one that nothing has; always into the same. */
export function unmarked(text: string, gone: (mark: string) => boolean): string {
  return text.replaceAll(markPattern, (mark) => (gone(mark) ? strange(mark) : mark));
}

/** As long, of the same letters, and of nothing that was generated. */
function strange(mark: string): string {
  return mark.startsWith('zq') ? `zqz${mark.slice(3)}` : `fadef${mark.slice(5)}`;
}
