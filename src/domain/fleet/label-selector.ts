import { ArgumentError } from './fleet.ts';

type Requirement = (labels: Readonly<Record<string, string>>) => boolean;

/** `prefix/name` or `name`, as Kubernetes has it. */
const keyPattern = /^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const valuePattern = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const token = /\s*(==|!=|=|!|,|\(|\)|[^\s=!,()]+|$)/y;

/**
 * Compiles a label selector in the full syntax of Kubernetes: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`, joined by
 * commas. As there, `!=` and `notin` also match what lacks the label, and an empty selector matches everything.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 * @throws ArgumentError INVALID, with where and what was expected.
 */
export function compileSelector(text: string): Requirement {
  const reader = new Reader(text);
  const requirements: Requirement[] = [];
  if (reader.peek() === '') return () => true;
  for (;;) {
    requirements.push(requirement(reader));
    if (reader.peek() === '') return (labels) => requirements.every((holds) => holds(labels));
    reader.expect(',');
  }
}

function requirement(reader: Reader): Requirement {
  if (reader.peek() === '!') {
    reader.next();
    const key = reader.word('a label key', keyPattern);
    return (labels) => !Object.hasOwn(labels, key);
  }
  const key = reader.word('a label key', keyPattern);
  const operator = reader.peek();
  switch (operator) {
    case '':
    case ',':
      return (labels) => Object.hasOwn(labels, key);
    case '=':
    case '==':
    case '!=': {
      reader.next();
      const value = reader.value();
      const wanted = operator !== '!=';
      return (labels) => (Object.hasOwn(labels, key) && labels[key] === value) === wanted;
    }
    case 'in':
    case 'notin': {
      reader.next();
      const values = reader.values();
      const wanted = operator === 'in';
      return (labels) => (Object.hasOwn(labels, key) && values.has(labels[key] ?? '')) === wanted;
    }
    default:
      return reader.fail('"=", "==", "!=", "in", "notin" or ","');
  }
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next token without taking it; empty at the end. */
  peek(): string {
    token.lastIndex = this.#at;
    return token.exec(this.#text)?.[1] ?? '';
  }

  next(): string {
    const found = this.peek();
    this.#at = token.lastIndex;
    return found;
  }

  expect(symbol: string): void {
    if (this.peek() !== symbol) this.fail(`"${symbol}"`);
    this.next();
  }

  word(what: string, pattern: RegExp): string {
    if (!pattern.test(this.peek()) || this.peek() === '') this.fail(what);
    return this.next();
  }

  /** `a=` is legal: the empty value. */
  value(): string {
    return this.peek() === '' || this.peek() === ',' ? '' : this.word('a label value', valuePattern);
  }

  values(): ReadonlySet<string> {
    this.expect('(');
    const values = new Set<string>();
    for (;;) {
      values.add(this.peek() === ')' ? '' : this.value());
      if (this.peek() === ')') break;
      if (this.peek() !== ',') this.fail('"," or ")"');
      this.next();
    }
    this.next();
    return values;
  }

  fail(expected: string): never {
    const found = this.peek();
    const start = this.#at + (/^\s*/.exec(this.#text.slice(this.#at))?.[0].length ?? 0);
    throw new ArgumentError(
      'INVALID',
      `selector: expected ${expected} at character ${start + 1}, found ${found === '' ? 'the end' : `"${found}"`}. ` +
        'A selector looks like "app=web,tier in (front,back),!canary".',
    );
  }
}
