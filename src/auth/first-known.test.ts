import { describe, expect, it } from 'vitest';
import { firstKnown } from './first-known.ts';
import { asLocalAdministrator } from './session.ts';
import type { Authenticate } from './session.ts';

const somebody = asLocalAdministrator();
const nobody: Authenticate = () => null;
const unsure: Authenticate = () => 'UNAVAILABLE';
const later =
  (way: Authenticate): Authenticate =>
  async (...shown) =>
    way(...shown);

describe('several ways to tell who calls', () => {
  it('know whom one of them knows, at once as long as nobody has to be waited for', async () => {
    expect(firstKnown([nobody, () => somebody, later(nobody)])([])).toBe(somebody);
    const waiting = firstKnown([later(nobody), () => somebody])([]);
    expect(waiting).toBeInstanceOf(Promise);
    expect(await waiting).toBe(somebody);
    expect(firstKnown([nobody, nobody])([])).toBeNull();
    expect(firstKnown([])([])).toBeNull();
  });

  it('cannot tell where one cannot, and no other knows', async () => {
    expect(firstKnown([unsure, nobody])([])).toBe('UNAVAILABLE');
    expect(await firstKnown([later(unsure), later(nobody)])([])).toBe('UNAVAILABLE');
    expect(firstKnown([unsure, () => somebody])([])).toBe(somebody);
  });

  it('are each shown what came', () => {
    const shown: unknown[] = [];
    const look: Authenticate = (...all) => {
      shown.push(all);
      return null;
    };
    void firstKnown([look, look])(['Bearer x'], 'session');
    void firstKnown([look])([]);
    expect(shown).toEqual([
      [['Bearer x'], 'session'],
      [['Bearer x'], 'session'],
      [[], null],
    ]);
  });
});
