import { describe, expect, it } from 'vitest';
import { createRota } from './rota.ts';

/** The order of turns where `many` always ask and `come` asks once before each of the turns given. */
function orderOf(turns: number, many: readonly string[], come: (turn: number) => string | null): string {
  const rota = createRota();
  const asking = new Set(many);
  for (const name of many) rota.join(name);
  let order = '';
  for (let turn = 0; turn < turns; turn += 1) {
    const comes = come(turn);
    if (comes !== null) {
      asking.add(comes);
      rota.join(comes);
    }
    const next = rota.next((name) => asking.has(name));
    order += next ?? '-';
    if (next !== null && !many.includes(next)) asking.delete(next);
  }
  return order;
}

describe('a rota', () => {
  it('goes round', () => {
    expect(orderOf(7, ['a', 'b', 'c'], () => null)).toBe('abcabca');
  });

  it('lets who comes anew go first', () => {
    expect(orderOf(8, ['a', 'b', 'c'], (turn) => (turn === 4 ? 'x' : null))).toBe('abcaxbca');
  });

  it('gives who comes again and again no more turns than others', () => {
    expect(orderOf(9, ['a'], () => 'x')).toBe('axaxaxaxa');
    const order = orderOf(300, ['a', 'b'], (turn) => ['x', 'y', 'z'][turn % 3] ?? null);
    for (const name of 'ab') expect(order.split(name).length - 1).toBeGreaterThanOrEqual(60);
  });

  it('forgets who asks no more', () => {
    const rota = createRota();
    rota.took('a');
    rota.join('b');
    expect(rota.next(() => false)).toBeNull();
    rota.join('c');
    rota.join('a');
    expect([rota.next(() => true), rota.next(() => true)]).toEqual(['c', 'a']);
  });
});
