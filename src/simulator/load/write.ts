import type { ServerResponse } from 'node:http';

/** Writes, and waits until the system has taken all of it, or the reader is gone: then the bytes may be written anew. */
export async function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  if (response.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off('close', done);
      resolve();
    };
    response.on('close', done);
    response.write(bytes, done);
  });
}
