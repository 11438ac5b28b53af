import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryKind } from '../../domain/fleet/testing/memory-cluster.ts';
import { container, pod, workload } from '../../domain/fleet/testing/objects.ts';
import { firstPosition } from '../../domain/logs/log-position.ts';
import type { LogPosition } from '../../domain/logs/log-position.ts';
import type { LogFollower } from '../../domain/logs/log-source.ts';
import type { ClusterState } from '../../domain/clusters/cluster-state.ts';
import type { Pod } from '../../domain/workloads/pod.ts';
import { silentLog } from '../../lib/log.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import { startScriptedServer } from '../fixtures/scripted-server.fixture.ts';
import type { ScriptedServer } from '../fixtures/scripted-server.fixture.ts';
import { createClusterTransport } from '../transport/cluster-transport.ts';
import type { ClusterTransport } from '../transport/cluster-transport.ts';
import { createServerCredentials } from '../transport/server-credentials.ts';
import { createKubernetesLogSource } from './kubernetes-log-source.ts';

const owner = { kind: 'ReplicaSet', meta: workload('web').meta };
const present = pod('web-1', owner, { meta: { uid: 'one', namespace: 'shop' } });
const run = { namespace: 'shop', pod: 'web-1', podUid: 'one', container: 'main', restart: 0 };
const never = new AbortController().signal;

let server: ScriptedServer;
let transport: ClusterTransport;
let pods: MemoryKind<Pod>;
let clock: ReturnType<typeof createManualClock>;
let mistakes: [object, string][];
let stateListeners: Set<(state: ClusterState) => void>;
beforeEach(async () => {
  clock = createManualClock();
  server = await startScriptedServer();
  transport = createClusterTransport({ credentials: createServerCredentials({ server: server.url }), clock });
  pods = new MemoryKind();
  pods.put(present);
  mistakes = [];
  stateListeners = new Set();
});
afterEach(async () => {
  transport.close();
  await server.close();
});

function source() {
  return createKubernetesLogSource({
    transport,
    pods,
    clock,
    random: () => 0,
    cluster: 'eu',
    log: { ...silentLog, error: (fields, message) => void mistakes.push([fields, message]) },
    refusal: () => null,
    onState(listener) {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
  });
}

function line(second: number, text: string): string {
  return `2026-03-01T12:30:${String(second).padStart(2, '0')}.000000000Z ${text}\n`;
}

/** Who is told a log, and can be waited for. */
class Told implements LogFollower {
  readonly texts: string[] = [];
  cuts = 0;
  ended: boolean | null = null;
  position: LogPosition = firstPosition;
  #wake = () => {};

  lines(_before: LogPosition, lines: Parameters<LogFollower['lines']>[1], cut: boolean): void {
    this.texts.push(...lines.map(({ text }) => text));
    this.position = lines.at(-1)?.position ?? this.position;
    if (cut) this.cuts += 1;
    this.#wake();
  }
  trouble(): void {
    this.#wake();
  }
  over(isWhole: boolean): void {
    this.ended = isWhole;
    this.#wake();
  }
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => void (this.#wake = resolve));
  }
}

describe('reading a log', () => {
  it('asks once, for the container and whole seconds, and gives what lies behind the place', async () => {
    const texts: string[] = [];
    const take = ({ text }: { readonly text: string }) => texts.push(text) < 100;
    const reading = source().read(run, { after: firstPosition, deadlineMs: 1_000 }, take, never);
    const first = await server.next();
    expect(first.path).toBe('/api/v1/namespaces/shop/pods/web-1/log');
    expect(Object.fromEntries(first.query)).toEqual({ container: 'main', timestamps: 'true' });
    const stream = first.stream();
    await stream.raw(line(10, 'a') + line(10, 'b'));
    stream.end();
    const read = await reading;
    if (!read.ok) throw new Error(read.failure.message);
    const again = source().read(run, { after: read.value.position, deadlineMs: 1_000 }, take, never);
    const second = await server.next();
    expect(second.query.get('sinceTime')).toBe('2026-03-01T12:30:09Z');
    const rest = second.stream();
    await rest.raw(line(10, 'a') + line(10, 'b') + line(10, 'c'));
    rest.end();
    expect(await again).toMatchObject({ ok: true, value: { more: false, cut: false } });
    expect(texts).toEqual(['a', 'b', 'c']);
  });

  it('ends at its deadline, with a failure', async () => {
    const reading = source().read(run, { tail: 5, deadlineMs: 1_000 }, () => true, never);
    const request = await server.next();
    await request.stream().raw(line(1, 'a'));
    clock.advance(1_000);
    expect(await reading).toMatchObject({ ok: false, failure: { reason: 'TIMEOUT' } });
    await request.abandoned;
  });

  it('takes the log of another pod of that name for none', async () => {
    pods.put({ ...present, meta: { ...present.meta, uid: 'two' } });
    const read = await source().read(run, { tail: 5, deadlineMs: 1_000 }, () => true, never);
    expect(read).toMatchObject({ ok: false, failure: { reason: 'NOT_FOUND' } });
    expect(server.requests).toEqual([]);
  });

  it('asks for the run before the present one as such', async () => {
    pods.put({ ...present, containers: [container({ restarts: 1 })] });
    const reading = source().read(run, { tail: 5, deadlineMs: 1_000 }, () => true, never);
    const request = await server.next();
    expect(request.query.get('previous')).toBe('true');
    request.fail(500, 'InternalError');
    expect(await reading).toMatchObject({ ok: false, failure: { reason: 'UNAVAILABLE' } });
  });

  it('has no log of a run that was not the one before, whose address it would have', async () => {
    pods.put({ ...present, containers: [container({ restarts: 2 })] });
    const read = await source().read(run, { after: firstPosition, deadlineMs: 1_000 }, () => true, never);
    expect(read).toMatchObject({ ok: false, failure: { reason: 'NOT_FOUND' } });
    const told = new Told();
    source().follow(run, firstPosition, told);
    await told.until(() => told.ended !== null);
    expect([told.ended, server.requests]).toEqual([false, []]);
  });

  it('reads on until something new was found, however much lies in front of it', async () => {
    const texts: string[] = [];
    const take = ({ text }: { readonly text: string }) => texts.push(text.slice(0, 5)) < 100;
    const reading = source().read(run, { after: firstPosition, deadlineMs: 1_000 }, take, never);
    const stream = (await server.next()).stream();
    await stream.raw('2026-03-01T12:30:00.000000000Z ');
    for (let part = 0; part < 18; part += 1) await stream.raw('x'.repeat(1024 * 1024));
    await stream.raw(`\n${line(1, 'next')}`);
    const read = await reading;
    expect([texts[0], read]).toMatchObject(['xxxxx', { ok: true, value: { more: true } }]);
    if (!read.ok) return;
    expect(read.value.position.current).toBeGreaterThan(0);
  });

  it('never lets a name lead elsewhere', async () => {
    const odd = { ...run, pod: '../secrets/x' };
    pods.put({ ...present, meta: { ...present.meta, name: odd.pod } });
    expect(await source().read(odd, { tail: 5, deadlineMs: 1_000 }, () => true, never)).toMatchObject({ ok: false });
    expect(server.requests).toEqual([]);
  });
});

describe('following a log', () => {
  it('takes one connection however many follow, and gives it up with the last of them', async () => {
    const logs = source();
    const [one, other] = [new Told(), new Told()];
    const leaveOne = logs.follow(run, firstPosition, one);
    const leaveOther = logs.follow(run, firstPosition, other);
    const request = await server.next();
    expect(request.query.get('follow')).toBe('true');
    await request.stream().raw(line(1, 'a'));
    await one.until(() => one.texts.length === 1);
    expect([one.texts, other.texts]).toEqual([['a'], ['a']]);
    leaveOne();
    leaveOther();
    await request.abandoned;
    expect(server.requests.length).toBe(1);
  });

  it('goes on where it was when the connection is cut, with equal moments told once', async () => {
    const told = new Told();
    const leave = source().follow(run, firstPosition, told);
    const cut = (await server.next()).stream();
    await cut.raw(`${line(5, 'a')}${line(5, 'b')}2026-03-01T12:30:05.00`);
    await told.until(() => told.texts.length === 2);
    cut.reset();
    const request = await nextAfterWaits();
    expect(request.query.get('sinceTime')).toBe('2026-03-01T12:30:04Z');
    await request.stream().raw(line(5, 'a') + line(5, 'b') + line(5, 'c'));
    await told.until(() => told.texts.length === 3);
    expect([told.texts, told.cuts]).toEqual([['a', 'b', 'c'], 0]);
    leave();
  });

  it('is cut where the log has lost what was told last', async () => {
    const told = new Told();
    const leave = source().follow(run, firstPosition, told);
    const first = (await server.next()).stream();
    await first.raw(line(5, 'a'));
    await told.until(() => told.texts.length === 1);
    first.end();
    const rotated = (await nextAfterWaits()).stream();
    await rotated.raw(line(8, 'z'));
    await told.until(() => told.texts.length === 2);
    expect([told.texts, told.cuts]).toEqual([['a', 'z'], 1]);
    leave();
  });

  it('is over, and was not heard, where a name could lead elsewhere', async () => {
    const odd = { ...run, pod: '../secrets/x' };
    pods.put({ ...present, meta: { ...present.meta, name: odd.pod } });
    const told = new Told();
    source().follow(odd, firstPosition, told);
    await told.until(() => told.ended !== null);
    expect([told.ended, server.requests]).toEqual([false, []]);
    const { namespace, pod: name, container: of } = odd;
    expect(mistakes).toEqual([
      [{ cluster: 'eu', namespace, pod: name, container: of, error: expect.any(Error) }, 'following a log failed'],
    ]);
  });

  it('opens another connection when its cluster was found frozen', async () => {
    const told = new Told();
    const leave = source().follow(run, firstPosition, told);
    const frozen = await server.next();
    await frozen.stream().raw(line(5, 'a'));
    await told.until(() => told.texts.length === 1);
    for (const listener of stateListeners) listener({ status: 'UNREACHABLE' } as ClusterState);
    await frozen.abandoned;
    await (await nextAfterWaits()).stream().raw(line(5, 'a') + line(6, 'b'));
    await told.until(() => told.texts.length === 2);
    expect(told.texts).toEqual(['a', 'b']);
    leave();
  });

  it('is over when the stream ends and the container has ended, and not before', async () => {
    const told = new Told();
    source().follow(run, firstPosition, told);
    const first = (await server.next()).stream();
    await first.raw(line(5, 'a'));
    await told.until(() => told.texts.length === 1);
    pods.put({ ...present, containers: [container({ state: 'TERMINATED' })] });
    await first.raw(line(6, 'last words'));
    first.end();
    await told.until(() => told.ended !== null);
    expect([told.texts, told.ended]).toEqual([['a', 'last words'], true]);
  });

  it('is over when its pod is gone, though the server goes on in silence', async () => {
    const told = new Told();
    source().follow(run, firstPosition, told);
    const request = await server.next();
    await request.stream().raw(line(5, 'a'));
    await told.until(() => told.texts.length === 1);
    pods.remove('one');
    clock.advance(2_000);
    await request.abandoned;
    await told.until(() => told.ended !== null);
    expect(told.ended).toBe(true);
  });

  /** The next request, for which the feed waits a little: the clock goes on until it comes. */
  async function nextAfterWaits() {
    const request = server.next();
    const state = { came: false };
    void request.then(() => (state.came = true));
    while (!state.came) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(100);
    }
    return request;
  }
});
