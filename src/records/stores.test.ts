import { describe, expect, it } from 'vitest';
import { createClusterIdentityStore } from './cluster-identity-store.ts';
import { recordEngines } from './fixtures/record-engines.ts';
import { openDatabase } from './open-records.ts';
import { createRolloutLogStore } from './rollout-log-store.ts';

describe.each(recordEngines)('cluster identities on $name', ({ fresh, open }) => {
  const opened = async () => {
    let minted = 0;
    return createClusterIdentityStore(await open(), () => `id-${(minted += 1)}`);
  };

  it('keeps the id through a rename', async () => {
    const identities = await opened();
    const id = await identities.idForName('eu');
    expect(await identities.idForName('eu')).toBe(id);
    expect(await identities.bind(id, 'eu', 'uid-1')).toEqual({ id });
    const provisional = await identities.idForName('europe');
    expect(provisional).not.toBe(id);
    expect(await identities.bind(provisional, 'europe', 'uid-1')).toEqual({ id });
    expect(await identities.idForName('europe')).toBe(id);
    // The old name is free: what comes under it now is told from the renamed cluster.
    expect(await identities.idForName('eu')).not.toBe(id);
    expect(await identities.idOfUid('uid-1')).toBe(id);
    expect(await identities.idOfUid('uid-2')).toBeUndefined();
  });

  it('knows a cluster that it met while the records are away', async () => {
    const { db, close } = await openDatabase(await fresh());
    const identities = createClusterIdentityStore(db);
    const id = await identities.idForName('eu');
    await identities.bind(id, 'eu', 'uid-1');
    await close();
    expect(await identities.idOfUid('uid-1')).toBe(id);
    await expect(identities.idOfUid('uid-2')).rejects.toMatchObject({ trouble: 'AWAY' });
  });

  it('gives another cluster under an old name its own id', async () => {
    const identities = await opened();
    const id = await identities.idForName('eu');
    await identities.bind(id, 'eu', 'uid-1');
    const other = await identities.bind(id, 'eu', 'uid-2');
    expect(other).not.toEqual({ id });
    expect(other).toEqual({ id: await identities.idForName('eu') });
    expect(await identities.bind(await identities.idForName('old'), 'old', 'uid-1')).toEqual({ id });
  });
});

describe.each(recordEngines)('the rollout log on $name', ({ open }) => {
  it('answers what came behind a sequence number, and never uses one twice', async () => {
    const log = createRolloutLogStore(await open());
    const app = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;
    const entry = { app, rolloutKey: 'r1', phase: 'SUCCEEDED', at: 10, snapshot: '{}' } as const;
    expect(await log.latest()).toBe(0);
    const first = await log.append(entry);
    const second = await log.append({ ...entry, rolloutKey: 'r2', at: 20 });
    await log.append({ ...entry, app: { ...app, name: 'other' } });
    expect(await log.since(app, first)).toEqual([{ ...entry, rolloutKey: 'r2', at: 20, sequence: second }]);
    const latest = await log.latest();
    await log.prune(100);
    expect(await log.since(app, 0)).toEqual([]);
    expect(await log.append(entry)).toBeGreaterThan(latest);
  });

  it('keeps an end once that several gateways saw, and each end of a rollout that came back', async () => {
    const log = createRolloutLogStore(await open());
    const app = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;
    const entry = { app, rolloutKey: 'r1', phase: 'SUCCEEDED', at: 10, snapshot: '{}' } as const;
    const sequences = await Promise.all([10, 11, 12].map((at) => log.append({ ...entry, at })));
    expect(new Set(sequences).size).toBe(1);
    await log.append({ ...entry, rolloutKey: 'r2', phase: 'FAILED' });
    await log.append({ ...entry, rolloutKey: 'r2' });
    await log.append(entry);
    expect((await log.since(app, 0)).map(({ rolloutKey, phase }) => `${rolloutKey} ${phase}`)).toEqual([
      'r1 SUCCEEDED',
      'r2 FAILED',
      'r2 SUCCEEDED',
      'r1 SUCCEEDED',
    ]);
  });
});
