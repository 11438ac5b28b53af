import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { collectedHeap } from '../../lib/collected-heap.fixture.ts';
import { createConnectionPools } from './connection-pools.ts';

it('holds nothing of what came with the head of an answer that goes on', async () => {
  const first = Buffer.alloc(32 * 1024, 'x');
  const server = createServer((_request, response) => {
    response.cork();
    response.write(first);
    response.uncork();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const pools = createConnectionPools({
    server: origin,
    headers: {},
    tls: { rejectUnauthorized: true },
    proxyUrl: null,
    warning: null,
  });
  onTestFinished(() => {
    pools.destroy();
    server.closeAllConnections();
    server.close();
  });
  const open = async () => {
    const { body } = await pools.watches.request({ origin, path: '/', method: 'GET' });
    body.on('error', () => undefined);
    let left = first.length;
    await new Promise<void>((resolve) => {
      body.on('data', (chunk: Buffer) => {
        left -= chunk.length;
        if (left <= 0) resolve();
      });
    });
    return body;
  };
  const bodies = [await open()];
  const before = collectedHeap();
  for (let watch = 0; watch < 50; watch += 1) bodies.push(await open());
  await new Promise((resolve) => setImmediate(resolve));
  expect((collectedHeap() - before) / 50).toBeLessThan(first.length);
  expect(bodies.every((body) => !body.destroyed)).toBe(true);
});
