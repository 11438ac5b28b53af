import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import type { OpenFileAtOnce } from '../fixtures/open-file-at-once.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

it('opens a new file for each of several that do so in the same moment', async () => {
  const [threads, files] = [4, 250];
  const given: OpenFileAtOnce = { folder: temporaryFolder(), files, threads, came: new SharedArrayBuffer(4) };
  const told = Array.from({ length: threads }, () => {
    const thread = new Worker(new URL('../fixtures/open-file-at-once.ts', import.meta.url), { workerData: given });
    return once(thread, 'message');
  });
  // Without another try, one or two of a hundred are refused.
  expect(await Promise.all(told)).toEqual(Array.from({ length: threads }, () => [[]]));
});
