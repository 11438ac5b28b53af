import { describe, expect, it } from 'vitest';
import { namespaceObject, startReflector } from '../fixtures/reflector.fixture.ts';
import type { ReflectorUnderTest } from '../fixtures/reflector.fixture.ts';
import { recordedList, recordedWatch } from '../fixtures/recorded-protobuf.fixture.ts';
import { parseMessageTypes } from '../protobuf/message-type.ts';

const both = 'application/vnd.kubernetes.protobuf, application/json';

const held = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
const names = (reflector: ReflectorUnderTest): readonly string[] =>
  [...reflector.store.all()].map(({ meta }) => meta.name).sort();

describe('the encoding of lists and watches', () => {
  it('is protobuf where the server offers it: a streaming list, and the watch that it becomes', async () => {
    const reflector = await startReflector();
    const request = await reflector.server.next();
    expect(request.headers.accept).toBe(both);
    const stream = request.stream('application/vnd.kubernetes.protobuf;stream=watch');
    await stream.raw(recordedWatch);
    await reflector.until(() => reflector.store.live);
    expect(names(reflector)).toEqual(held);
    expect(reflector.store.freshness.stale).toBe(false);
    // The same frames again are changes of a watch now.
    await stream.raw(recordedWatch);
    expect(await reflector.changed(8)).toHaveLength(8);
  });

  it('is protobuf for lists in pages, too', async () => {
    const reflector = await startReflector({ streamingList: false });
    const request = await reflector.server.next();
    expect(request.headers.accept).toBe(both);
    request.send(200, 'application/vnd.kubernetes.protobuf', recordedList);
    const watch = await reflector.server.next();
    expect(watch.query.get('resourceVersion')).toBe('562');
    expect(names(reflector)).toEqual(held);
  });

  it('is JSON where the server answers so', async () => {
    const { sync, store } = await startReflector();
    await sync([namespaceObject('a', '9')]);
    expect(store.size).toBe(1);
  });

  it('is JSON from then on where protobuf has what this program does not know', async () => {
    const table = 'Namespace 1=metadata:Meta\nMeta 1=name:text 5=uid:text 6=resourceVersion:text';
    const message = parseMessageTypes(table, { exact: true }).get('Namespace');
    if (message === undefined) throw new Error('no message');
    const reflector = await startReflector({ message });
    const first = await reflector.server.next();
    await first.stream('application/vnd.kubernetes.protobuf;stream=watch').raw(recordedWatch);
    // At once: nothing is wrong with the server.
    const { request } = await reflector.sync([namespaceObject('a', '9')]);
    expect(request.headers.accept).toBe('application/json');
    expect(names(reflector)).toEqual(['a']);
    expect(reflector.reflector.failure).toBeNull();
  });

  it('is a stream error where it breaks, and the watch goes on from the last event', async () => {
    const reflector = await startReflector();
    const first = await reflector.server.next();
    const stream = first.stream('application/vnd.kubernetes.protobuf;stream=watch');
    await stream.raw(recordedWatch);
    await reflector.until(() => reflector.store.live);
    await stream.raw(Buffer.from([0, 0, 0, 5, 1, 2, 3, 4, 5]));
    reflector.clock.advance(await reflector.clock.waited((delay) => delay <= 400));
    const again = await reflector.server.next();
    expect(reflector.reflector.failure?.message).toMatch(/cannot be read/);
    expect(again.query.get('resourceVersion')).toBe('248');
    expect(again.headers.accept).toBe(both);
  });

  it('is JSON from then on where nothing else is let through', async () => {
    const reflector = await startReflector();
    const refused = await reflector.server.next();
    expect(refused.headers.accept).toBe(both);
    refused.send(406, 'text/html', Buffer.from('<h1>Not Acceptable</h1>'));
    const { request } = await reflector.sync([namespaceObject('a', '9')]);
    expect(request.headers.accept).toBe('application/json');
    expect(reflector.reflector.failure).toBeNull();
  });

  it('is JSON from then on where protobuf never makes sense; protobuf that comes all the same is an error', async () => {
    const reflector = await startReflector({ streamingList: false });
    for (let times = 1; times <= 5; times += 1) {
      const request = await reflector.server.next();
      expect(request.headers.accept).toBe(both);
      request.send(200, 'application/vnd.kubernetes.protobuf', Buffer.from('altered on its way'));
      reflector.clock.advance(await reflector.clock.waited((delay) => delay < 30_000));
    }
    const request = await reflector.server.next();
    expect(request.headers.accept).toBe('application/json');
    request.send(200, 'application/vnd.kubernetes.protobuf', recordedList);
    await reflector.until(() => reflector.reflector.failure?.message.includes('where JSON was asked for') === true);
    expect(reflector.store.size).toBe(0);
  });

  it.each([
    ['watch', true],
    ['list', false],
  ])('is left, with its connection, where a %s comes in one that was not asked for', async (_what, streamingList) => {
    const reflector = await startReflector({ streamingList });
    (await reflector.server.next()).send(406, 'text/html', Buffer.from('<h1>Not Acceptable</h1>'));
    const request = await reflector.server.next();
    expect(request.headers.accept).toBe('application/json');
    request.stream('application/vnd.kubernetes.protobuf');
    await request.abandoned;
    await reflector.until(() => reflector.reflector.failure?.message.includes('where JSON was asked for') === true);
  });
});
