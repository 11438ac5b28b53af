import { readFile, stat } from 'node:fs/promises';
import type { FileProblem } from './file-problem.ts';
import { fail, succeed } from './result.ts';
import type { Result } from './result.ts';

export interface TextFileForm {
  /** What messages call such a file, such as `a cluster file`. */
  readonly called: string;
  readonly maxBytes: number;
}

/**
 * Reads a file that operators write.
 * @param display the file's path as messages show it
 */
export async function readTextFile(
  path: string,
  display: string,
  { called, maxBytes }: TextFileForm,
): Promise<Result<string, readonly FileProblem[]>> {
  const wholeFile = (message: string) => fail([{ file: display, line: null, field: null, message }]);
  try {
    const stats = await stat(path);
    if (!stats.isFile()) return wholeFile(`Is not a file. ${capital(called)} is a YAML file.`);
    if (stats.size > maxBytes) return wholeFile(`Has ${stats.size} bytes; ${called} has at most ${maxBytes}.`);
    return succeed(await readFile(path, 'utf8'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    return wholeFile(`Cannot be read (${code}). Let the gateway's user read it.`);
  }
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
