import { expect, it } from 'vitest';
import { recordEngines } from './fixtures/record-engines.ts';
import { openRecords } from './open-records.ts';
import { readPlanKey } from './read-plan-key.ts';

it.each(recordEngines)(
  'the key of plans is the same to all gateways, and after a restart, on $name',
  async (engine) => {
    const [url, other] = [await engine.fresh(), await engine.fresh()];
    const keys: string[] = [];
    for (const at of [url, url, other]) {
      const records = await openRecords(at);
      keys.push(await records.planKey());
      await records.close();
    }
    expect(keys[0]).toMatch(/^[\w-]{43}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  },
);

it.each(recordEngines)('records without it are not usable on $name', async ({ open }) => {
  const db = await open();
  await db.deleteFrom('plan_key').execute();
  await expect(readPlanKey(db)).rejects.toMatchObject({
    trouble: 'UNUSABLE',
    message: expect.stringContaining('plan_key'),
  });
});
