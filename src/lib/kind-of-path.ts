import { statSync } from 'node:fs';

/** What is at a path, in words for a message. */
export function kindOfPath(path: string): 'file' | 'a folder' | 'not there' {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 'not there';
  return stats.isDirectory() ? 'a folder' : 'file';
}
