// The clients of `fan-out.bench.ts`, in processes of their own: sockets that count the bytes that come, and look into none of them.
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { operationId } from '../../src/graphql/ids.ts';
import { clientFrame, openBareSocket } from './bare-socket.ts';
import { answer } from './fan-out-protocol.ts';

/** What each socket subscribes to. */
const payload = {
  query: `subscription ($id: ID!) { operation(id: $id) {
    id kind state reason actor { name kind } createdAt startedAt finishedAt problem { message }
  } }`,
  variables: { id: operationId('one') },
};

interface Client {
  readonly socket: Socket;
  bytes: number;
  /** Bytes that were looked at already. */
  seen: number;
  id: string;
  /** What came last. */
  last: Buffer;
}

const clients: Client[] = [];
let changed = (): void => {};
/** How many clients have not got what is waited for. */
let lacking = 0;
/** How many clients do something at once. */
const atOnce = 500;

answer(async ({ name, input }) => {
  switch (name) {
    case 'connect':
      for (let index = 0; index < input.count; index += 100) {
        const more = Array.from({ length: Math.min(100, input.count - index) }, () => open(input.port, input.token));
        clients.push(...(await Promise.all(more)));
      }
      return {};
    case 'subscribe':
      // One caller may not have thousands of requests waiting.
      for (let from = 0; from < clients.length; from += atOnce) {
        const some = clients.slice(from, from + atOnce);
        await eachHasMore(some, () => {
          for (const client of some) {
            client.id = input.ids === 'same' ? '1' : randomUUID();
            client.socket.write(clientFrame({ id: client.id, type: 'subscribe', payload }));
          }
        });
        for (const { last } of some) if (!last.includes('"type":"next"')) throw new Error(`refused: ${String(last)}`);
      }
      return {};
    case 'complete':
      for (const { socket, id } of clients) socket.write(clientFrame({ id, type: 'complete' }));
      return {};
    case 'received': {
      const before = clients[0]?.seen ?? 0;
      await eachHasMore(clients, () => undefined);
      return { bytes: (clients[0]?.bytes ?? 0) - before };
    }
    default:
      throw new Error(`Clients are not asked to ${name}.`);
  }
});

/** Until each of them has got something that it had not when this was asked last. */
async function eachHasMore(some: readonly Client[], begin: () => void): Promise<void> {
  const all = new Promise<void>((resolve) => (changed = resolve));
  lacking = some.filter(({ bytes, seen }) => bytes === seen).length;
  begin();
  if (lacking > 0) await all;
  for (const client of some) client.seen = client.bytes;
}

async function open(port: number, token: string | null): Promise<Client> {
  const socket = await openBareSocket(port, token);
  const client: Client = { socket, bytes: 0, seen: 0, id: '', last: Buffer.alloc(0) };
  socket.on('data', (chunk) => {
    if (client.bytes === client.seen) {
      lacking -= 1;
      if (lacking === 0) changed();
    }
    client.bytes += chunk.length;
    client.last = chunk;
  });
  return client;
}
