import { assert, property, string } from 'fast-check';
import { expect, it } from 'vitest';
import { safeText } from './safe-text.ts';

it.each([
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b]0;title\u0007text', 'text'],
  ['\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', 'link'],
  ['\u009b2Jgone', 'gone'],
  ['a\tb\r', 'a\tb'],
  ['a\rb\u0000', 'a\\u000db\\u0000'],
  ['\u202egnp.exe', '\\u202egnp.exe'],
  ['half \ud83d', 'half \\ud83d'],
  ['whole 😀 é', 'whole 😀 é'],
])('%j is shown as %j', (text, shown) => {
  expect(safeText(text)).toBe(shown);
});

it('takes no time for very many carriage returns', () => {
  expect(safeText(`${'\r'.repeat(500_000)}x`)).toHaveLength(3_000_001);
  expect(safeText(`x${'\r'.repeat(500_000)}`)).toBe('x');
});

it('never lets a control through', () => {
  assert(
    property(string({ unit: 'binary' }), (text) => {
      expect(safeText(text)).not.toMatch(/(?!\t)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }),
    { numRuns: 300 },
  );
});
