/** One mistake in a file that operators write, in words that say what to write instead. */
export interface FileProblem {
  /** The file's path, for people. */
  readonly file: string;
  /** From 1; null where it is about the file as a whole. */
  readonly line: number | null;
  /** Such as `adopt.namespaces`; null where it is about no single field. */
  readonly field: string | null;
  readonly message: string;
}

/** `file:line: field: message`, as compilers say it, so that editors and terminals can jump there. */
export function formatProblem(problem: FileProblem): string {
  const place = problem.line === null ? problem.file : `${problem.file}:${problem.line}`;
  return problem.field === null ? `${place}: ${problem.message}` : `${place}: ${problem.field}: ${problem.message}`;
}
