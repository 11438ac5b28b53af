import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** Tells of changes in folders, merged over a short while, as far as the file system tells of them. */
export interface FolderWatcher {
  /** Follows exactly these folders from now on; the value holds the paths that matter there, null: all. */
  follow(folders: ReadonlyMap<string, ReadonlySet<string> | null>): void;
  close(): void;
}

interface FolderWatcherOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds of quiet before a change is told: files that are being written are let finish. */
  readonly settleMs: number;
  onChange(): void;
}

/** Watches folders. Never fails: where a folder cannot be watched, the caller's periodic scan has to do. */
export function watchFolders({ clock, log, settleMs, onChange }: FolderWatcherOptions): FolderWatcher {
  const watchers = new Map<string, FSWatcher>();
  let wanted: ReadonlyMap<string, ReadonlySet<string> | null> = new Map();
  let cancel: () => void = () => {};

  function changed(folder: string, name: string | null): void {
    const matters = wanted.get(folder);
    // `..data` is what a mounted ConfigMap or Secret swaps.
    if (
      matters !== null &&
      matters !== undefined &&
      name !== null &&
      name !== '..data' &&
      !matters.has(join(folder, name))
    )
      return;
    cancel();
    cancel = clock.after(settleMs, onChange);
  }

  function stop(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  }

  function start(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => changed(folder, name));
      watcher.on('error', () => stop(folder));
      watchers.set(folder, watcher);
    } catch (error) {
      log.debug({ folder, error }, 'folder cannot be watched; it is read now and then instead');
    }
  }

  return {
    follow(folders) {
      wanted = folders;
      for (const folder of watchers.keys()) if (!folders.has(folder)) stop(folder);
      for (const folder of folders.keys()) if (!watchers.has(folder)) start(folder);
    },
    close() {
      cancel();
      for (const folder of watchers.keys()) stop(folder);
    },
  };
}
