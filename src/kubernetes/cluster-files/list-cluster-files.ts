import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileProblem } from '../../lib/file-problem.ts';

/**
 * The cluster files of a folder, by name; `files` is null where that cannot be told.
 * @param known whether the folder had files before: then its absence is a problem, and says nothing about them
 */
export async function listClusterFiles(
  folder: string,
  display: (path: string) => string,
  known: boolean,
): Promise<{ readonly files: readonly string[] | null; readonly problems: readonly FileProblem[] }> {
  const problem = (path: string, message: string) => ({ file: display(path), line: null, field: null, message });
  try {
    const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
    return {
      files: names.filter((name) => name.endsWith('.yaml')),
      problems: names
        .filter((name) => name.endsWith('.yml'))
        .map((name) => problem(join(folder, name), 'Is not read: cluster files end with .yaml. Rename it.')),
    };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    if (code === 'ENOENT' && !known) return { files: [], problems: [] };
    return { files: null, problems: [problem(folder, `Cannot be read (${code}). The clusters stay as they were.`)] };
  }
}
