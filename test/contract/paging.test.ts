import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from './raw-client.ts';
import { availableTargets, openTarget } from './targets.ts';
import type { ContractTarget } from './targets.ts';

interface Page {
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  }[];
}

describe.each(availableTargets)('a list of %s in pages', (name) => {
  let target: ContractTarget;
  beforeAll(async () => {
    target = await openTarget(name);
  });
  afterAll(() => target.close());

  const read = (query: string, plural = 'pods', api = '/api/v1') =>
    send(target.endpoint, { path: `${api}/namespaces/${target.namespace}/${plural}?${query}` });

  async function page(query: string): Promise<Page> {
    const { json, status } = await read(query);
    expect(status).toBe(200);
    return json as Page;
  }

  it('has every object once, in the order of the whole list, with what remains', async () => {
    const whole = await page('');
    const names: string[] = [];
    const seen: number[] = [];
    let next: Page | undefined;
    do {
      const token = next?.metadata.continue;
      next = await page(`limit=2${token === undefined ? '' : `&continue=${encodeURIComponent(token)}`}`);
      names.push(...next.items.map(({ metadata }) => metadata.name));
      seen.push(names.length + (next.metadata.remainingItemCount ?? 0));
    } while (next.metadata.continue !== undefined);
    expect(names).toEqual(whole.items.map(({ metadata }) => metadata.name));
    expect(new Set(seen)).toEqual(new Set([names.length]));
  });

  it('shows on every page the state of the first', async () => {
    const api = '/apis/apps/v1';
    const labels = async (query: string) => {
      const { json } = await read(query, 'deployments', api);
      return json as Page;
    };
    const first = await read('limit=1', 'pods');
    const token = encodeURIComponent((first.json as Page).metadata.continue ?? '');
    const before = await labels('');
    await send(target.endpoint, {
      method: 'PATCH',
      path: `${api}/namespaces/${target.namespace}/deployments/web?fieldManager=tenantry`,
      headers: { 'content-type': 'application/json-patch+json' },
      body: JSON.stringify([{ op: 'add', path: '/metadata/labels/contract', value: 'later' }]),
    });
    const then = (await read(`limit=500&continue=${token}`, 'pods')).json as Page;
    expect(then.metadata.resourceVersion).toBe((first.json as Page).metadata.resourceVersion);
    const exact = await labels(`resourceVersion=${before.metadata.resourceVersion}&resourceVersionMatch=Exact`);
    expect(exact.items.some(({ metadata }) => metadata.labels?.['contract'] === 'later')).toBe(false);
    expect((await labels('')).items.some(({ metadata }) => metadata.labels?.['contract'] === 'later')).toBe(true);
  });

  it('is Expired on its next page after a compaction, and gives a token that goes on', async () => {
    const first = await page('limit=2');
    const token = encodeURIComponent(first.metadata.continue ?? '');
    await send(target.endpoint, {
      method: 'PATCH',
      path: `/apis/apps/v1/namespaces/${target.namespace}/deployments/web?fieldManager=tenantry`,
      headers: { 'content-type': 'application/json-patch+json' },
      body: JSON.stringify([{ op: 'add', path: '/metadata/labels/contract', value: 'compacted' }]),
    });
    await target.compact();
    // A real server learns of a compaction a moment later.
    await expect.poll(async () => (await read(`limit=2&continue=${token}`)).status, { timeout: 30_000 }).toBe(410);
    const refused = await read(`limit=2&continue=${token}`);
    const status = refused.json as { readonly message: string; readonly metadata: { readonly continue?: string } };
    expect(refused.json).toMatchObject({ kind: 'Status', reason: 'Expired', code: 410 });
    expect(status.message).toMatch(/^The provided continue parameter is too old to display a consistent list result\./);
    const rest = await page(`limit=500&continue=${encodeURIComponent(status.metadata.continue ?? '')}`);
    expect(rest.items.map(({ metadata }) => metadata.name)).not.toContain(first.items[0]?.metadata.name);
  });
});
