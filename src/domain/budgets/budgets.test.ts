import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../lib/manual-clock.ts';
import { createBudgets, mostBudgets } from './budgets.ts';

const rate = { pointsPerSecond: 10, burst: 100 };
const mia = { key: 'caller USER mia', rate };
const acme = { key: 'tenant acme', rate: { pointsPerSecond: 10, burst: 50 } };

describe('budgets', () => {
  it('give a burst, then what comes back, and say when there is enough', () => {
    const clock = createManualClock();
    const budgets = createBudgets(clock);
    expect(budgets.spend([mia], 60)).toBeNull();
    expect(budgets.spend([mia], 60)).toEqual({ key: mia.key, waitMs: 2_000 });
    clock.advance(1_999);
    expect(budgets.spend([mia], 60)).toEqual({ key: mia.key, waitMs: 1 });
    clock.advance(1);
    expect(budgets.spend([mia], 60)).toBeNull();
    expect(budgets.spend([mia], 1)).toEqual({ key: mia.key, waitMs: 100 });
    clock.advance(3_600_000);
    expect(budgets.spend([mia], 100)).toBeNull();
    expect(budgets.spend([mia], 1)).not.toBeNull();
  });

  it('are taken from all together, or from none', () => {
    const budgets = createBudgets(createManualClock());
    expect(budgets.spend([mia, acme], 40)).toBeNull();
    expect(budgets.spend([mia, acme], 40)).toEqual({ key: acme.key, waitMs: 3_000 });
    expect(budgets.spend([mia], 60)).toBeNull();
    expect(budgets.spend([{ ...mia, key: 'caller USER ben' }], 100)).toBeNull();
  });

  it('give what is larger than a burst when they are full, and are owed the rest', () => {
    const clock = createManualClock();
    const budgets = createBudgets(clock);
    expect(budgets.spend([mia], 150)).toBeNull();
    expect(budgets.spend([mia], 150)).toEqual({ key: mia.key, waitMs: 15_000 });
    clock.advance(15_000);
    expect(budgets.spend([mia], 150)).toBeNull();
  });

  it('forget who was not there for longest, when there are too many', () => {
    const budgets = createBudgets(createManualClock());
    const spend = (name: string): boolean => budgets.spend([{ key: name, rate }], 100) === null;
    expect([spend('a'), spend('b')]).toEqual([true, true]);
    for (let other = 0; other < mostBudgets - 2; other += 1) spend(`other ${other}`);
    expect([spend('a'), spend('one more'), spend('a'), spend('b')]).toEqual([false, true, false, true]);
  });
});
