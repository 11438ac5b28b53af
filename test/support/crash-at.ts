// Loaded into a gateway process before its own code (`NODE_OPTIONS=--import=…`), for tests of crashes. From the request with the
// header `x-crash-points` on, it sees every durable effect that the process asks for: statements that write to the embedded records
// (a transaction counts by its commit), and requests that write to a cluster. Just before an effect is asked for is a point, and so is
// the moment when its answer is there; of a request also the one when it is on its way. A point is named after the effect and how
// often that came, whatever the namespace. With CRASH_AT the process ends itself by SIGKILL at the point of that name; without, the
// points that it comes to are lines of the file CRASH_POINTS. With CRASH_AT_NTH it ends itself at the n-th point that is about an
// operation, counted from the start of the process, so that also what it goes on with is a point.
import { subscribe } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import { appendFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { isMainThread, Worker } from 'node:worker_threads';

/** What undici tells of its requests. */
interface ClusterMessage {
  readonly request: object & { readonly method: string; readonly origin: string; readonly path: string };
}

const countingHeader = 'x-crash-points';
const crashAt = process.env['CRASH_AT'];
const crashAtNth = Number(process.env['CRASH_AT_NTH'] ?? 0);
const pointsFile = process.env['CRASH_POINTS'];
const occurrences = new Map<string, number>();
let armed = crashAtNth > 0;
let reached = 0;

/** The name of an effect that comes now: `commit of insert operation #1`. */
function effectOf(what: string): string {
  const occurrence = (occurrences.get(what) ?? 0) + 1;
  occurrences.set(what, occurrence);
  return `${what} #${occurrence}`;
}

/** Each start writes other things, too, whatever there is to go on with. */
const ofOperations = /(insert|update|delete) (operation|approval|idempotency|audit)|PATCH /;

function reach(point: string): void {
  if (pointsFile !== undefined) appendFileSync(pointsFile, `${point}\n`);
  if (ofOperations.test(point)) reached += 1;
  if (crashAt === point || (crashAtNth > 0 && reached === crashAtNth)) {
    process.kill(process.pid, 'SIGKILL');
    // The signal ends all threads, but this one must not take another step before that.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
}

/** Statements that were sent and not answered, by their id. */
const statements = new Map<number, string>();
/** What the open transaction wrote so far; null outside of one. The records have one connection, so there is one at most. */
let transaction: Set<string> | null = null;

/** What this statement makes durable; null where that is nothing. */
function effectOfStatement(sql: string): string | null {
  const verb = /^\s*(\w+)/.exec(sql)?.[1]?.toLowerCase();
  if (verb === 'select' || verb === 'pragma') return null;
  if (verb === 'begin' || verb === 'rollback') {
    transaction = verb === 'begin' ? new Set() : null;
    return null;
  }
  if (verb === 'commit') {
    const written = transaction;
    transaction = null;
    return written === null || written.size === 0 ? null : `commit of ${[...written].join(', ')}`;
  }
  const [, action, table] = /^\s*(insert|update|delete)(?:\s+into|\s+from)?\s+"?(\w+)/i.exec(sql) ?? [];
  const write = action === undefined ? sql : `${action.toLowerCase()} ${table}`;
  if (transaction === null) return write;
  transaction.add(write);
  return null;
}

/** What is done in one message to the thread of the records, with all that it may write. */
const calls: Readonly<Record<string, string | null>> = {
  view: null,
  begin: 'commit of insert operation, insert operation_step, update audit_head, insert audit_record',
  save: 'commit of update operation, update operation_step',
  hold: 'update operation',
};

function effectOfCall(call: string): string | null {
  const effect = calls[call];
  if (effect === undefined) throw new Error(`what the call ${call} of the records writes has to be told here`);
  return effect;
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;
}

function observeRecords(): void {
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (this: Worker, message: unknown, ...rest) {
    const [id, sql, call] = [fieldOf(message, 'id'), fieldOf(message, 'sql'), fieldOf(message, 'call')];
    const what =
      typeof sql === 'string' ? effectOfStatement(sql) : typeof call === 'string' ? effectOfCall(call) : null;
    if (what === null || !armed) {
      postMessage.call(this, message, ...rest);
      return;
    }
    const effect = effectOf(what);
    statements.set(Number(id), effect);
    reach(`before ${effect}`);
    postMessage.call(this, message, ...rest);
  };
  Worker.prototype.emit = function (this: Worker, event: string | symbol, ...args: unknown[]) {
    const id = event === 'message' ? Number(fieldOf(args[0], 'id')) : Number.NaN;
    const effect = statements.get(id);
    statements.delete(id);
    if (effect !== undefined) reach(`after ${effect}`);
    return Reflect.apply(EventEmitter.prototype.emit, this, [event, ...args]) as boolean;
  };
}

/** Requests that were sent and not answered. */
const requests = new WeakMap<object, string>();

function effectOfRequest({ method, origin, path }: ClusterMessage['request']): string | null {
  const { pathname, searchParams } = new URL(path, origin);
  if (method === 'GET' || searchParams.has('dryRun')) return null;
  // They ask what is allowed, and leave nothing.
  if (pathname.startsWith('/apis/authorization.k8s.io/')) return null;
  return `${method} ${origin}${pathname.replace(/\/namespaces\/[^/]+/, '')}`;
}

function observeClusters(): void {
  subscribe('undici:client:sendHeaders', (message) => {
    const { request } = message as ClusterMessage;
    const what = armed ? effectOfRequest(request) : null;
    if (what === null) return;
    const effect = effectOf(what);
    requests.set(request, effect);
    reach(`before ${effect}`);
  });
  const at = (channel: string, moment: string) => {
    subscribe(channel, (message) => {
      const effect = requests.get((message as ClusterMessage).request);
      if (effect !== undefined) reach(`${moment} ${effect}`);
    });
  };
  at('undici:request:bodySent', 'sent');
  at('undici:request:headers', 'after');
}

// Worker threads load this, too.
if (isMainThread) {
  observeRecords();
  observeClusters();
  // Wherever the edge reads it: plain requests do not come to Node's HTTP server, and what that has read of a socket no listener sees.
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { readonly request: IncomingMessage };
    if (request.headers[countingHeader] !== undefined) armed = true;
  });
  subscribe('net.server.socket', (message) => {
    const { socket } = message as { readonly socket: Socket };
    const emit = socket.emit.bind(socket) as (...args: unknown[]) => boolean;
    const heard = (event: unknown, ...args: unknown[]): boolean => {
      if (event === 'data' && String(args[0]).includes(`${countingHeader}:`)) armed = true;
      return emit(event, ...args);
    };
    Object.assign(socket, { emit: heard });
  });
}
