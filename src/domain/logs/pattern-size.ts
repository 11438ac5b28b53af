/** Quoted text, escapes, classes, groups, counted repetitions, and any other character. */
const parts =
  /\\Q[^]*?(?:\\E|$)|\\[pPx]\{[^}]*\}|\\[^]|\[\^?\]?(?:\[:\^?\w+:\]|\\[^]|[^\]\\])*\]|\(|\)|\{(\d+)(,(\d*))?\}|[^]/g;

/**
 * About how many steps a pattern in RE2's syntax is compiled to, told from its text: compiling one of very many takes seconds itself.
 * Counted repetitions are what makes them many: `(a{100}){10}` is a thousand steps.
 */
export function estimatePatternSize(pattern: string): number {
  const groups: number[] = [];
  let size = 0;
  /** The size of what a repetition would repeat. */
  let last = 0;
  for (const [part, least, range, most = ''] of pattern.matchAll(parts)) {
    if (part === '(') {
      groups.push(size);
      size = 2;
      last = 0;
    } else if (part === ')') {
      last = size;
      size += groups.pop() ?? 0;
    } else if (least !== undefined) {
      // `a{2,}` is `aaa*`.
      const times = range === undefined ? Number(least) : most === '' ? Number(least) + 1 : Number(most);
      size += last * (Math.max(1, times) - 1);
      last *= Math.max(1, times);
    } else {
      last = part.startsWith('\\Q') ? part.length : 1;
      size += last;
    }
  }
  return groups.reduce((sum, outer) => sum + outer, size);
}
