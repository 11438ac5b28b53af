import { describe, expect, it } from 'vitest';
import { createManualClock } from '../lib/manual-clock.ts';
import { recordEngines } from './fixtures/record-engines.ts';
import { createSignedOffStore } from './signed-off-store.ts';

describe.each(recordEngines)('signed-off sessions on $name', ({ open }) => {
  it('are told to every gateway, and are news once', async () => {
    const [db, clock] = [await open(), createManualClock()];
    const [here, there] = [createSignedOffStore(db, clock), createSignedOffStore(db, clock)];
    const expiresAt = clock.now() + 60_000;
    expect(await here.add('a', expiresAt)).toBe(true);
    expect(await there.add('a', expiresAt)).toBe(false);
    expect(await there.among(['a', 'b'])).toEqual(['a']);
    expect(await there.among([])).toEqual([]);
  });

  it('are kept until they would be over by every clock', async () => {
    const [db, clock] = [await open(), createManualClock()];
    const store = createSignedOffStore(db, clock);
    await store.add('a', clock.now() + 60_000);
    clock.advance(120_000);
    await store.add('b', clock.now() + 60_000);
    expect(await store.among(['a', 'b'])).toHaveLength(2);
    clock.advance(2 * 3_600_000);
    await store.add('c', clock.now() + 60_000);
    expect(await store.among(['a', 'b', 'c'])).toEqual(['c']);
  });
});
