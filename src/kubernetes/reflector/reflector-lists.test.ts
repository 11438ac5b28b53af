import { describe, expect, it } from 'vitest';
import { namespaceObject, startReflector } from '../fixtures/reflector.fixture.ts';

/** Half of the first bound of the backoff: `random` answers 0.5. */
const firstBackoffMs = 400;
const isBackoff = (delayMs: number): boolean => delayMs <= firstBackoffMs;

describe('reflector 1: the streaming list first, with a deadline and a fall-back', () => {
  it('begins with the streaming list, and goes on as a watch over the same stream', async () => {
    const { server, store, sync, changed } = await startReflector();
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
    const { server, store, until, settle } = await startReflector();
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
    const { server, changed } = await startReflector();
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
    const { server, clock, store, until } = await startReflector();
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
    const { server, store, changed, settle } = await startReflector({ streamingList: false });
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

  it('backs off and asks for all in one piece when a continue page is expired, and in pages where that fails', async () => {
    const { server, clock, store, changed } = await startReflector({ streamingList: false });
    /** How what is tried next is asked for, after so many waits of the first length. */
    const next = async (waits: number) => {
      clock.advance(await clock.waited((delay) => delay === waits * firstBackoffMs));
      const request = await server.next();
      return { request, query: Object.fromEntries(request.query) };
    };
    const expire = async (page: Awaited<ReturnType<typeof server.next>>) => {
      page.json(200, { metadata: { resourceVersion: '10', continue: 'old' }, items: [namespaceObject('gone', '1')] });
      (await server.next()).fail(410, 'Expired');
    };
    await expire(await server.next());
    const whole = await next(1);
    expect(whole.query).toEqual({});
    whole.request.fail(504, 'Timeout');
    const inPages = await next(2);
    expect(inPages.query).toEqual({ limit: '500' });
    await expire(inPages.request);
    const again = await next(4);
    expect(again.query).toEqual({});
    again.request.json(200, { metadata: { resourceVersion: '12' }, items: [namespaceObject('a', '11')] });
    expect(await changed(1)).toEqual(['ADDED a/uid-a']);
    expect(store.size).toBe(1);
    (await server.next()).fail(410, 'Expired');
    expect((await next(8)).query).toEqual({ limit: '500' });
  });

  it('asks for a stream after a continue page expired, where the server offers that', async () => {
    const { server, clock, changed } = await startReflector({ streamingList: false, offersStreamingList: true });
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
    const { server, clock, store, changed } = await startReflector({ streamingList: false });
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
    const { server, clock, store } = await startReflector({ streamingList: false });
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

describe('reflector 3: a relist replaces atomically and compares uid; lists are capped', () => {
  it('tells a same-name recreate during an outage as a delete and an add', async () => {
    const { server, clock, sync, changed, store } = await startReflector();
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
    const { sync, changed, store } = await startReflector();
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
    const { server, store, until } = await startReflector({ maxObjects: 2 });
    const stream = (await server.next()).stream();
    for (const name of ['a', 'b', 'c']) stream.send('ADDED', namespaceObject(name, '1'));
    await until(() => store.availability.status === 'LIMITED');
    expect(store.availability).toMatchObject({ message: expect.stringMatching(/may hold 2 objects/) });
    expect(store.size).toBe(0);
  });
});
