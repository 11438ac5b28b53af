import { describe, expect, it } from 'vitest';
import { namespaceObject, startReflector } from '../fixtures/reflector.fixture.ts';

/** Half of the first bound of the backoff: `random` answers 0.5. */
const firstBackoffMs = 400;
const isBackoff = (delayMs: number): boolean => delayMs <= firstBackoffMs;

describe('table: informers stop for good on any error but 410, so: an own reflector', () => {
  it('goes on from the last resource version after a reset, a 500 and a 503', async () => {
    const { server, clock, store, sync, changed } = await startReflector();
    const { stream } = await sync([namespaceObject('a', '9')]);
    stream.reset();
    for (const status of [500, 503]) {
      clock.advance(await clock.waited((delay) => delay <= 1600));
      const again = await server.next();
      expect(again.query.get('resourceVersion')).toBe('10');
      again.fail(status, 'InternalError');
    }
    clock.advance(await clock.waited((delay) => delay <= 1600));
    const last = await server.next();
    last.stream().send('ADDED', namespaceObject('b', '11'));
    expect(await changed(2)).toEqual(['ADDED a/uid-a', 'ADDED b/uid-b']);
    expect(store.freshness.stale).toBe(false);
  });

  it('stops without an error when it is told to', async () => {
    const reflector = await startReflector();
    await reflector.sync([]);
    await expect(reflector.stop()).resolves.toBeUndefined();
  });
});

describe('table: a watch ends after 30 s of silence, without bookmarks, so: bookmarks, random timeouts, an own watchdog', () => {
  it('asks for bookmarks and for a timeout between 5 and 10 minutes', async () => {
    for (const [random, timeout] of [
      [0, '300'],
      [0.999, '599'],
    ] as const) {
      const { server } = await startReflector({ random });
      const request = await server.next();
      expect(request.query.get('allowWatchBookmarks')).toBe('true');
      expect(request.query.get('timeoutSeconds')).toBe(timeout);
    }
  });

  it('keeps a quiet watch for two minutes, and opens it again after more, from the last bookmark', async () => {
    const { server, clock, sync, until, store, settle } = await startReflector();
    const { stream } = await sync([], '10');
    clock.advance(1000);
    stream.bookmark('20');
    await until(() => store.freshness.observedAt === clock.now());
    clock.advance(120_000);
    await settle();
    expect(server.requests).toHaveLength(1);
    clock.advance(30_000);
    clock.advance(await clock.waited(isBackoff));
    expect((await server.next()).query.get('resourceVersion')).toBe('20');
  });
});

describe('table: after 410 the library lists before it backs off, so: back off, then list', () => {
  it('waits before it lists, once', async () => {
    const { server, clock, sync, settle } = await startReflector();
    const { stream } = await sync([], '10');
    stream.send('ERROR', { kind: 'Status', code: 410, reason: 'Expired' });
    await clock.waited(isBackoff);
    await settle();
    expect(server.requests).toHaveLength(1);
    clock.advance(firstBackoffMs);
    const list = await server.next();
    expect(list.query.get('sendInitialEvents')).toBe('true');
    await settle();
    expect(server.requests).toHaveLength(2);
  });
});

describe('table: a handler that throws is an unhandled rejection, so: caught inside the loop', () => {
  it('goes on after a listener of its cache threw', async () => {
    const { store, sync, changed } = await startReflector();
    store.subscribe(() => {
      throw new Error('a listener that throws');
    });
    const { stream } = await sync([namespaceObject('a', '9')]);
    stream.send('ADDED', namespaceObject('b', '11'));
    expect(await changed(2)).toEqual(['ADDED a/uid-a', 'ADDED b/uid-b']);
  });
});

describe('table: a watch line that does not parse is dropped silently, so: it is a stream error', () => {
  it.each([
    ['garbage', '{"type":"MODIFIED","obj\n'],
    ['an event of no known type', '{"type":"NEWS","object":{}}\n'],
    ['an event without a resourceVersion', '{"type":"ADDED","object":{"metadata":{"name":"x","uid":"x"}}}\n'],
    ['an object without a name', '{"type":"ADDED","object":{"metadata":{"resourceVersion":"12"}}}\n'],
  ])('opens the watch again after %s, from the last event that was applied', async (_what, line) => {
    const { server, clock, sync, changed, reflector } = await startReflector();
    const { stream } = await sync([], '10');
    stream.send('ADDED', namespaceObject('a', '11'));
    await stream.raw(line);
    stream.send('ADDED', namespaceObject('lost', '13'));
    clock.advance(await clock.waited(isBackoff));
    expect(reflector.failure?.message).toMatch(/cannot be read/);
    const again = await server.next();
    expect(again.query.get('resourceVersion')).toBe('11');
    const second = again.stream();
    second.send('ADDED', namespaceObject('b', '12'));
    second.send('ADDED', namespaceObject('lost', '13'));
    expect(await changed(3)).toEqual(['ADDED a/uid-a', 'ADDED b/uid-b', 'ADDED lost/uid-lost']);
  });

  it('opens the watch again after a truncated line, without the line', async () => {
    const { server, clock, sync, changed } = await startReflector();
    const { stream } = await sync([], '10');
    await stream.raw(JSON.stringify({ type: 'ADDED', object: namespaceObject('a', '11') }));
    stream.end();
    clock.advance(await clock.waited(isBackoff));
    const again = await server.next();
    expect(again.query.get('resourceVersion')).toBe('10');
    again.stream().send('ADDED', namespaceObject('a', '11'));
    expect(await changed(1)).toEqual(['ADDED a/uid-a']);
  });

  it('lists anew when the same place breaks the stream again and again', async () => {
    const { server, clock, sync } = await startReflector();
    const { stream } = await sync([], '10');
    await stream.raw('garbage\n');
    // No other wait: that for the next chunk may still be there while the garbage is on its way.
    const backOff = async (times: number) => {
      clock.advance(await clock.waited((delay) => delay === firstBackoffMs * 2 ** (times - 1)));
    };
    for (let times = 1; times < 5; times += 1) {
      await backOff(times);
      const again = await server.next();
      expect(again.query.get('resourceVersion')).toBe('10');
      await again.stream().raw('garbage\n');
    }
    await backOff(5);
    expect((await server.next()).query.get('resourceVersion')).toBeNull();
  });
});

describe('reflector 1: back off 0.8 s to 30 s, doubled, with full jitter, and anew after two healthy minutes', () => {
  it('doubles up to 30 s and is reset by health', async () => {
    const { server, clock, store, until } = await startReflector({ random: 0.25 });
    for (const expected of [200, 400, 800, 1600, 3200, 6400, 7500, 7500]) {
      (await server.next()).reset();
      expect(await clock.waited((delay) => delay < 10_000)).toBe(expected);
      clock.advance(expected);
    }
    const stream = (await server.next()).stream();
    stream.bookmark('10', true);
    await until(() => store.live);
    clock.advance(60_000);
    stream.bookmark('11');
    await until(() => store.freshness.observedAt === clock.now());
    clock.advance(60_000);
    stream.reset();
    expect(await clock.waited((delay) => delay < 10_000)).toBe(200);
  });
});

describe('reflector 1: on 429 wait as told and do not relist', () => {
  it('sends no request for as long as Retry-After says, then watches on', async () => {
    const { server, clock, sync, settle } = await startReflector({ random: 0 });
    const { stream } = await sync([], '10');
    stream.bookmark('11');
    stream.end();
    (await server.next()).fail(429, 'TooManyRequests', '', { 'retry-after': '7' });
    await clock.waited((delay) => delay === 7000);
    clock.advance(6999);
    await settle();
    expect(server.requests).toHaveLength(2);
    clock.advance(1);
    const again = await server.next();
    expect(again.query.get('resourceVersion')).toBe('11');
    expect(again.query.get('sendInitialEvents')).toBeNull();
  });
});

describe('reflector 1: a wait is never none at all', () => {
  it('waits a second where the server says Retry-After: 0', async () => {
    const { server, clock, sync, settle } = await startReflector({ random: 0 });
    const { stream } = await sync([], '10');
    stream.bookmark('11');
    stream.end();
    (await server.next()).fail(429, 'TooManyRequests', '', { 'retry-after': '0' });
    await clock.waited((delay) => delay === 1000);
    await settle();
    expect(server.requests).toHaveLength(2);
  });
});

describe('reflector 2: the resource version moves on only after the event is applied; 410 comes in three ways', () => {
  it.each([
    ['as a status', 'status'],
    ['as an ERROR event', 'event'],
  ])('lists once after 410 %s; what was missed appears, old data stays meanwhile and is stale', async (_what, way) => {
    const { server, clock, store, sync, changes, changed } = await startReflector();
    const { stream } = await sync([namespaceObject('gone', '1'), namespaceObject('kept', '2')], '10');
    if (way === 'event') {
      stream.send('ERROR', { kind: 'Status', code: 410, reason: 'Expired' });
    } else {
      stream.bookmark('11');
      stream.end();
      (await server.next()).fail(410, 'Expired', 'too old resource version');
    }
    const wait = await clock.waited(isBackoff);
    expect(store.size).toBe(2);
    expect(store.availability.status).toBe('SYNCED');
    expect(store.freshness.stale).toBe(true);
    clock.advance(wait);
    const list = (await server.next((request) => request.query.get('sendInitialEvents') === 'true')).stream();
    list.send('ADDED', namespaceObject('kept', '2'));
    list.send('ADDED', namespaceObject('new', '20'));
    expect(changes).toHaveLength(2);
    list.bookmark('21', true);
    expect((await changed(4)).slice(2)).toEqual(['DELETED gone/uid-gone', 'ADDED new/uid-new']);
    expect(store.freshness.stale).toBe(false);
  });
});

describe('discovery: a missing right or kind is stated', () => {
  it('says which right is missing, and looks again', async () => {
    const { server, clock, store, until } = await startReflector();
    const message =
      'namespaces is forbidden: User "u" cannot list resource "namespaces" in API group "" at the cluster scope';
    (await server.next()).fail(403, 'Forbidden', message);
    await until(() => store.availability.status === 'FORBIDDEN');
    expect(store.availability).toMatchObject({
      message: expect.stringMatching(/may not list and watch namespaces in the whole cluster: grant/),
    });
    clock.advance(await clock.waited((delay) => delay >= 60_000));
    const stream = (await server.next()).stream();
    stream.bookmark('10', true);
    await until(() => store.availability.status === 'SYNCED');
  });

  it('is MISSING, and empty, where the cluster does not serve the kind', async () => {
    const { server, store, until } = await startReflector();
    (await server.next()).fail(404, 'NotFound');
    await until(() => store.availability.status === 'MISSING');
    expect(store.size).toBe(0);
  });
});
