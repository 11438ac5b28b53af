import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send, watch } from './raw-client.ts';
import type { WatchEvent } from './raw-client.ts';
import { availableTargets, openTarget } from './targets.ts';
import type { ContractTarget } from './targets.ts';

const streamingList = 'watch=1&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan';

describe.each(availableTargets)('a watch of %s', (name) => {
  let target: ContractTarget;
  beforeAll(async () => {
    target = await openTarget(name);
  });
  afterAll(() => target.close());

  const path = (query: string, plural = 'deployments') =>
    `/apis/apps/v1/namespaces/${target.namespace}/${plural}?${query}`;

  async function readUntil(
    query: string,
    done: (event: WatchEvent) => boolean,
    plural?: string,
  ): Promise<WatchEvent[]> {
    const events: WatchEvent[] = [];
    for await (const event of watch(target.endpoint, path(query, plural))) {
      events.push(event);
      if (done(event)) break;
    }
    return events;
  }

  async function listed(plural?: string): Promise<{ readonly version: string; readonly names: readonly string[] }> {
    const { json } = await send(target.endpoint, { path: path('', plural) });
    const list = json as {
      readonly metadata: { readonly resourceVersion: string };
      readonly items: readonly { readonly metadata: { readonly name: string } }[];
    };
    return { version: list.metadata.resourceVersion, names: list.items.map(({ metadata }) => metadata.name) };
  }

  async function annotate(value: string): Promise<void> {
    const body = JSON.stringify([{ op: 'add', path: '/metadata/annotations/contract~1step', value }]);
    const headers = { 'content-type': 'application/json-patch+json' };
    const response = await send(target.endpoint, {
      method: 'PATCH',
      path: `/apis/apps/v1/namespaces/${target.namespace}/deployments/web?fieldManager=tenantry`,
      headers,
      body,
    });
    expect(response.status).toBe(200);
  }

  const step = ({ object }: WatchEvent) => object.metadata.annotations?.['contract/step'];

  it('that streams the list sends every object in order, then the bookmark that ends it', async () => {
    const events = await readUntil(streamingList, ({ type }) => type === 'BOOKMARK', 'replicasets');
    const { names } = await listed('replicasets');
    expect(events.map(({ type }) => type)).toEqual([...names.map(() => 'ADDED'), 'BOOKMARK']);
    expect(events.slice(0, -1).map(({ object }) => object.metadata.name)).toEqual(names);
    const bookmark = events.at(-1)?.object;
    expect(bookmark).toMatchObject({
      kind: 'ReplicaSet',
      apiVersion: 'apps/v1',
      metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } },
    });
    expect(bookmark?.metadata.resourceVersion).toMatch(/^\d+$/);
  });

  it('goes on from the bookmark without a gap and without a repeat', async () => {
    const first = await readUntil(streamingList, ({ type }) => type === 'BOOKMARK');
    const version = first.at(-1)?.object.metadata.resourceVersion ?? '';
    await annotate('one');
    await annotate('two');
    const events = await readUntil(`watch=1&resourceVersion=${version}`, (event) => step(event) === 'two');
    expect(events.every(({ type }) => type === 'MODIFIED')).toBe(true);
    expect(withoutRepeats(events.map(step).filter((value) => value !== undefined))).toEqual(['one', 'two']);
  });

  it('tells changes in the order of their resourceVersions', async () => {
    const { version } = await listed();
    for (const value of ['a', 'b', 'c', 'd']) await annotate(value);
    const events = await readUntil(`watch=1&resourceVersion=${version}`, (event) => step(event) === 'd');
    const versions = events.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions).toEqual([...versions].sort((left, right) => left - right));
    expect(withoutRepeats(events.map(step)).slice(-4)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('shows through its selector what comes into sight as ADDED and what leaves it as DELETED', async () => {
    const { version } = await listed();
    const patchLabel = async (op: string) => {
      const response = await send(target.endpoint, {
        method: 'PATCH',
        path: `/apis/apps/v1/namespaces/${target.namespace}/deployments/web?fieldManager=tenantry`,
        headers: { 'content-type': 'application/json-patch+json' },
        body: JSON.stringify([{ op, path: '/metadata/labels/contract', ...(op === 'add' ? { value: 'seen' } : {}) }]),
      });
      expect(response.status).toBe(200);
    };
    await patchLabel('add');
    await annotate('in sight');
    await patchLabel('remove');
    const query = `watch=1&resourceVersion=${version}&labelSelector=contract%3Dseen`;
    const events = await readUntil(query, ({ type }) => type === 'DELETED');
    expect(withoutRepeats(events.map(({ type }) => type))).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  });

  it('without a resourceVersion begins with the present state, and ends after its timeout', async () => {
    const events = await readUntil('watch=1&timeoutSeconds=1', () => false, 'statefulsets');
    expect(events.map(({ type, object }) => [type, object.metadata.name])).toEqual([['ADDED', 'db']]);
  });

  it('that is ahead of the server streams no list, but the error TooLargeResourceVersion', async () => {
    const events = await readUntil(`${streamingList}&resourceVersion=99999999999999`, () => false);
    expect(events).toEqual([
      { type: 'ERROR', object: expect.objectContaining({ kind: 'Status', reason: 'Timeout', code: 504 }) },
    ]);
    expect(events[0]?.object).toMatchObject({
      details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }] },
    });
  });
});

/** Controllers write too: between two writes of ours there may be more events of the same state. */
function withoutRepeats<T>(values: readonly T[]): readonly T[] {
  return values.filter((value, index) => index === 0 || value !== values[index - 1]);
}
