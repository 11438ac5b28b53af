// Loaded into whatever runs a gateway under test, before it: records each byte that its clients get, over HTTP, SSE and WebSocket.
import { subscribe } from 'node:diagnostics_channel';
import type { Server, Socket } from 'node:net';
import { record, recordingFolder } from './recording.ts';

const once = globalThis as { tenantryRecordsAnswers?: true };

if (recordingFolder() !== null && once.tenantryRecordsAnswers === undefined) {
  once.tenantryRecordsAnswers = true;
  subscribe('net.server.socket', (message) => {
    const { socket } = message as { readonly socket: Socket & { readonly server?: Server } };
    // Of the servers in such a process the gateway's own is the one that takes WebSockets.
    if ((socket.server?.listenerCount('upgrade') ?? 0) > 0) recordWrites(socket);
  });
}

function recordWrites(socket: Socket): void {
  for (const method of ['write', 'end'] as const) {
    const original = socket[method] as (...args: unknown[]) => unknown;
    const recorded = (...args: unknown[]): unknown => {
      const [chunk] = args;
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) record('responses', chunk);
      return original.apply(socket, args);
    };
    Object.defineProperty(socket, method, { value: recorded });
  }
}
