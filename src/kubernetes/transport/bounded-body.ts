/** An answer is larger than this process wants to hold. */
export class TooLargeError extends Error {
  constructor(what: string, maxBytes: number) {
    super(`${what} is larger than ${maxBytes} bytes`);
    this.name = 'TooLargeError';
  }
}

/** Reads a text whole, up to `maxBytes`. @throws TooLargeError */
export async function readBounded(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  return (await readBoundedBytes(body, maxBytes)).toString('utf8');
}

/** Reads a body whole, up to `maxBytes`. @throws TooLargeError */
export async function readBoundedBytes(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new TooLargeError('the answer', maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
