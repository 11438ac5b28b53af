import { afterEach, describe, expect, it } from 'vitest';
import { namespaceObject, startReflector } from '../fixtures/reflector.fixture.ts';
import type { ReflectorTestOptions, ReflectorUnderTest } from '../fixtures/reflector.fixture.ts';

const started: ReflectorUnderTest[] = [];
async function start(options: ReflectorTestOptions = {}): Promise<ReflectorUnderTest> {
  const reflector = await startReflector(options);
  started.push(reflector);
  return reflector;
}
afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
});

/** Half of the first bound of the backoff: `random` answers 0.5. */
const firstBackoffMs = 400;
const isBackoff = (delayMs: number): boolean => delayMs <= firstBackoffMs;

describe('table: informers stop for good on any error but 410, so: an own reflector', () => {
  it('goes on from the last resource version after a reset, a 500 and a 503', async () => {
    const { server, clock, store, sync, changed } = await start();
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
    const reflector = await start();
    await reflector.sync([]);
    await expect(started.pop()?.stop()).resolves.toBeUndefined();
  });
});

describe('table: a watch ends after 30 s of silence, without bookmarks, so: bookmarks, random timeouts, an own watchdog', () => {
  it('asks for bookmarks and for a timeout between 5 and 10 minutes', async () => {
    for (const [random, timeout] of [
      [0, '300'],
      [0.999, '599'],
    ] as const) {
      const { server } = await start({ random });
      const request = await server.next();
      expect(request.query.get('allowWatchBookmarks')).toBe('true');
      expect(request.query.get('timeoutSeconds')).toBe(timeout);
    }
  });

  it('keeps a quiet watch for two minutes, and opens it again after more, from the last bookmark', async () => {
    const { server, clock, sync, until, store, settle } = await start();
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
    const { server, clock, sync, settle } = await start();
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
    const { store, sync, changed } = await start();
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
    const { server, clock, sync, changed, reflector } = await start();
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
    const { server, clock, sync, changed } = await start();
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
    const { server, clock, sync } = await start();
    const { stream } = await sync([], '10');
    await stream.raw('garbage\n');
    for (let times = 1; times < 5; times += 1) {
      clock.advance(await clock.waited((delay) => delay <= 15_000 && delay % 400 === 0));
      const again = await server.next();
      expect(again.query.get('resourceVersion')).toBe('10');
      await again.stream().raw('garbage\n');
    }
    clock.advance(await clock.waited((delay) => delay <= 15_000 && delay % 400 === 0));
    expect((await server.next()).query.get('resourceVersion')).toBeNull();
  });
});

describe('reflector 1: the streaming list first, with a deadline and a fall-back', () => {
  it('begins with the streaming list, and goes on as a watch over the same stream', async () => {
    const { server, store, sync, changed } = await start();
    const { request, stream } = await sync([namespaceObject('a', '5'), namespaceObject('b', '7')]);
    expect(Object.fromEntries(request.query)).toMatchObject({
      watch: '1',
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
      allowWatchBookmarks: 'true',
    });
    stream.send('MODIFIED', namespaceObject('a', '11'));
    await changed(3);
    expect(store.get('uid-a')?.meta.resourceVersion).toBe('11');
    expect(server.requests).toHaveLength(1);
  });

  it('is not synced, and shows nothing, before the list is complete', async () => {
    const { server, store, until, settle } = await start();
    const stream = (await server.next()).stream();
    stream.send('ADDED', namespaceObject('a', '5'));
    stream.bookmark('6');
    await settle();
    expect(store.availability.status).toBe('SYNCING');
    expect(store.size).toBe(0);
    expect(store.freshness).toEqual({ observedAt: null, stale: true });
    stream.bookmark('7', true);
    await until(() => store.availability.status === 'SYNCED');
    expect(store.size).toBe(1);
  });

  it.each([400, 422])('lists in pages where the server refuses it with %d', async (status) => {
    const { server, changed } = await start();
    (await server.next()).fail(status, 'Invalid', 'sendInitialEvents is forbidden for watch');
    const list = await server.next();
    expect(Object.fromEntries(list.query)).toEqual({ limit: '500' });
    list.json(200, { kind: 'NamespaceList', metadata: { resourceVersion: '10' }, items: [namespaceObject('a', '9')] });
    expect(await changed(1)).toEqual(['ADDED a/uid-a']);
    const watch = await server.next();
    expect(watch.query.get('resourceVersion')).toBe('10');
    expect(watch.query.get('sendInitialEvents')).toBeNull();
  });

  it('lists in pages where the list is silent for 10 s', async () => {
    const { server, clock, store, until } = await start();
    const request = await server.next();
    const stream = request.stream();
    stream.send('ADDED', namespaceObject('half', '5'));
    clock.advance(await clock.waited((delay) => delay === 10_000));
    await request.abandoned;
    const list = await server.next();
    expect(list.query.get('limit')).toBe('500');
    list.json(200, { metadata: { resourceVersion: '10' }, items: [namespaceObject('a', '9')] });
    await until(() => store.availability.status === 'SYNCED');
    expect([...store.all()].map((each) => each.meta.name)).toEqual(['a']);
  });
});

describe('reflector 1: consistent lists in pages', () => {
  it('reads all pages at one resource version and replaces what is held at once', async () => {
    const { server, store, changed, settle } = await start({ streamingList: false });
    const first = await server.next();
    expect(Object.fromEntries(first.query)).toEqual({ limit: '500' });
    first.json(200, { metadata: { resourceVersion: '10', continue: 'next' }, items: [namespaceObject('a', '1')] });
    const second = await server.next();
    expect(Object.fromEntries(second.query)).toEqual({ limit: '500', continue: 'next' });
    await settle();
    expect(store.size).toBe(0);
    second.json(200, { metadata: { resourceVersion: '10' }, items: [namespaceObject('b', '2')] });
    expect(await changed(2)).toEqual(['ADDED a/uid-a', 'ADDED b/uid-b']);
    expect((await server.next()).query.get('resourceVersion')).toBe('10');
  });

  it('backs off and starts from the first page when a continue page is expired', async () => {
    const { server, clock, store, changed } = await start({ streamingList: false });
    (await server.next()).json(200, {
      metadata: { resourceVersion: '10', continue: 'old' },
      items: [namespaceObject('gone', '1')],
    });
    (await server.next()).fail(410, 'Expired');
    clock.advance(await clock.waited(isBackoff));
    const again = await server.next();
    expect(Object.fromEntries(again.query)).toEqual({ limit: '500' });
    again.json(200, { metadata: { resourceVersion: '12' }, items: [namespaceObject('a', '11')] });
    expect(await changed(1)).toEqual(['ADDED a/uid-a']);
    expect(store.size).toBe(1);
  });

  it('asks for a stream after a continue page expired, where the server offers that', async () => {
    const { server, clock, changed } = await start({ streamingList: false, offersStreamingList: true });
    const metadata = { resourceVersion: '10', continue: 'old' };
    (await server.next()).json(200, { metadata, items: [namespaceObject('gone', '1')] });
    (await server.next()).fail(410, 'Expired');
    clock.advance(await clock.waited(isBackoff));
    const again = await server.next();
    expect(again.query.get('sendInitialEvents')).toBe('true');
    const stream = again.stream();
    stream.send('ADDED', namespaceObject('a', '11'));
    stream.bookmark('12', true);
    expect(await changed(1)).toEqual(['ADDED a/uid-a']);
  });

  it('is not stale while the watch is opened, however long the list took', async () => {
    const { server, clock, store, changed } = await start({ streamingList: false });
    const list = await server.next();
    clock.advance(5000);
    list.json(200, { metadata: { resourceVersion: '10' }, items: [namespaceObject('a', '1')] });
    await changed(1);
    expect(store.freshness.stale).toBe(false);
    await server.next();
    expect(store.freshness.stale).toBe(false);
    clock.advance(5000);
    expect(store.freshness.stale).toBe(true);
  });

  it('keeps nothing of a list that is not complete', async () => {
    const { server, clock, store } = await start({ streamingList: false });
    const stream = (await server.next()).stream();
    await stream.raw(
      `{"metadata":{"resourceVersion":"10"},"items":[${JSON.stringify(namespaceObject('a', '1'))},{"meta`,
    );
    stream.end();
    await clock.waited(isBackoff);
    expect(store.availability.status).toBe('SYNCING');
    expect(store.size).toBe(0);
  });
});

describe('reflector 1: back off 0.8 s to 30 s, doubled, with full jitter, and anew after two healthy minutes', () => {
  it('doubles up to 30 s and is reset by health', async () => {
    const { server, clock, store, until } = await start({ random: 0.25 });
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
    const { server, clock, sync, settle } = await start({ random: 0 });
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
    const { server, clock, sync, settle } = await start({ random: 0 });
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
    const { server, clock, store, sync, changes, changed } = await start();
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

describe('reflector 3: a relist replaces atomically and compares uid; lists are capped', () => {
  it('tells a same-name recreate during an outage as a delete and an add', async () => {
    const { server, clock, sync, changed, store } = await start();
    const { stream } = await sync([namespaceObject('a', '1', 'old')], '10');
    stream.send('ERROR', { code: 410 });
    clock.advance(await clock.waited(isBackoff));
    const list = (await server.next()).stream();
    list.send('ADDED', namespaceObject('a', '15', 'new'));
    list.bookmark('20', true);
    expect((await changed(3)).slice(1)).toEqual(['DELETED a/old', 'ADDED a/new']);
    expect(store.find('', 'a')?.meta.uid).toBe('new');
  });

  it('tells a same-name recreate whose DELETED was never seen as a delete and an add', async () => {
    const { sync, changed, store } = await start();
    const { stream } = await sync([namespaceObject('a', '1', 'old')], '10');
    stream.send('ADDED', namespaceObject('a', '15', 'new'));
    expect((await changed(3)).slice(1)).toEqual(['DELETED a/old', 'ADDED a/new']);
    // A late DELETED of the old one is not one of the new one.
    stream.send('DELETED', namespaceObject('a', '16', 'old'));
    stream.send('ADDED', namespaceObject('b', '17'));
    await changed(4);
    expect(store.find('', 'a')?.meta.uid).toBe('new');
  });

  it('is LIMITED, with the limit in words, where a list is larger than may be held; what was held stays', async () => {
    const { server, store, until } = await start({ maxObjects: 2 });
    const stream = (await server.next()).stream();
    for (const name of ['a', 'b', 'c']) stream.send('ADDED', namespaceObject(name, '1'));
    await until(() => store.availability.status === 'LIMITED');
    expect(store.availability).toMatchObject({ message: expect.stringMatching(/may hold 2 objects/) });
    expect(store.size).toBe(0);
  });
});

describe('discovery: a missing right or kind is stated', () => {
  it('says which right is missing, and looks again', async () => {
    const { server, clock, store, until } = await start();
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
    const { server, store, until } = await start();
    (await server.next()).fail(404, 'NotFound');
    await until(() => store.availability.status === 'MISSING');
    expect(store.size).toBe(0);
  });
});
