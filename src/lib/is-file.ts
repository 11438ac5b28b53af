import { stat } from 'node:fs/promises';

/** Whether a file is at the path, and can be seen there. */
export async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
