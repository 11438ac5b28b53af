import type { FileProblem } from './file-problem.ts';
import type { YamlText } from './yaml-text.ts';

/** A mistake in the shape of a file: where, and what to write instead. */
export interface ShapeProblem {
  readonly path: readonly string[];
  /** Whether the key is wrong, or the value. */
  readonly part: 'key' | 'value';
  readonly message: string;
}

/** The mistakes with the lines that they stand on, in the order of these. */
export function withLines(
  problems: readonly ShapeProblem[],
  yaml: YamlText,
  display: string,
): readonly (FileProblem & { readonly line: number })[] {
  return problems
    .map(({ path, part, message }) => ({
      file: display,
      line: yaml.lineOf(path, part),
      field: path.length === 0 ? null : path.join('.'),
      message,
    }))
    .sort((a, b) => a.line - b.line);
}
