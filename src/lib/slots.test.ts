import { describe, expect, it } from 'vitest';
import { createManualClock } from './manual-clock.ts';
import { createSlots } from './slots.ts';
import type { Slot, Slots } from './slots.ts';

const silentMs = 2_000;

/** Whoever waits for a slot, and whether it has come by now. */
async function asked(slots: Slots): Promise<() => Promise<Slot | null>> {
  let slot: Slot | null = null;
  void slots.take().then((taken) => {
    slot = taken;
  });
  await settled();
  return async () => {
    await settled();
    return slot;
  };
}

function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe('slots', () => {
  it('are given in order, as many at once as there are', async () => {
    const slots = createSlots(createManualClock(), 1, silentMs);
    const first = await slots.take();
    const [second, third] = [await asked(slots), await asked(slots)];
    expect([await second(), await third()]).toEqual([null, null]);
    first.giveBack();
    first.giveBack();
    expect(await second()).not.toBeNull();
    expect(await third()).toBeNull();
  });

  it('are lent on while their holder is silent, and not while it goes on, however long that takes', async () => {
    const clock = createManualClock();
    const slots = createSlots(clock, 2, silentMs);
    const [busy, silent] = [await slots.take(), await slots.take()];
    const [third, fourth] = [await asked(slots), await asked(slots)];
    for (let time = 0; time < silentMs; time += 500) {
      busy.touch();
      clock.advance(500);
    }
    expect(await third()).not.toBeNull();
    expect(await fourth()).toBeNull();
    // Its slot is another's now: it gives nothing back.
    silent.giveBack();
    expect(await fourth()).toBeNull();
    busy.giveBack();
    expect(await fourth()).not.toBeNull();
  });

  it('count against those of their parent, too, whoever of its children holds them', async () => {
    const clock = createManualClock();
    const parent = createSlots(clock, 1, silentMs);
    const one = await createSlots(clock, 5, silentMs, parent).take();
    const other = await asked(createSlots(clock, 5, silentMs, parent));
    clock.advance(silentMs - 1);
    one.touch();
    clock.advance(silentMs - 1);
    expect(await other()).toBeNull();
    clock.advance(1);
    expect(await other()).not.toBeNull();
  });
});
