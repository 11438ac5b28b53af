import { array, assert, constantFrom, letrec, nat, oneof, property, tuple } from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { estimatePatternSize } from './pattern-size.ts';
import { patternOfCaller } from './pattern.ts';

const { any } = letrec<{ readonly any: string; readonly one: string; readonly group: string }>((tie) => ({
  one: constantFrom(
    'a',
    '\\w',
    '[a-f]',
    '[])(]',
    '[[:alpha:])]',
    '\\Q)(\\E',
    '\\pL',
    '\\p{Greek}',
    '.',
    '\\)',
    '\\(',
    '\\x{41}',
    'é',
  ),
  group: tuple(constantFrom('(', '(?:', '(?i:'), array(tie('any'), { maxLength: 4 })).map(
    ([open, inner]) => `${open}${inner.join('')})`,
  ),
  any: tuple(
    oneof({ depthSize: 'small' }, tie('one'), tie('group')),
    oneof(
      constantFrom('', '', '*', '+?', '?', '|'),
      nat(12).map((count) => `{${count}}`),
      nat(12).map((count) => `{${count},}`),
      nat(12).map((count) => `{1,${count + 1}}`),
    ),
  ).map((each) => each.join('')),
}));

describe('a caller’s pattern', () => {
  it.each(['(?i)time ?out|refused', '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', '\\b5\\d\\d\\b', 'a'.repeat(140)])(
    '%s is taken',
    (pattern) => {
      expect(patternOfCaller(pattern).test('nothing of it')).toBe(false);
    },
  );

  it.each([
    '(.{0,30}){0,33}$',
    '(\\w{0,1000})$',
    '\\pL{0,999}'.repeat(100),
    '((((\\w{9}){9}){9}){1}){1}',
    '\\w'.repeat(200),
  ])('%s is too large, whatever it would be compared with', (pattern) => {
    expect(() => patternOfCaller(pattern)).toThrow('too large');
  });

  it('says what is wrong with what is none', () => {
    for (const pattern of ['(', 'a(?=b)', '*', 'a{2000}', '[']) {
      expect(() => patternOfCaller(pattern)).toThrow(/regex is (?:no RE2 pattern|too large)/);
    }
  });

  it('is looked for in the beginning of a line', () => {
    const pattern = patternOfCaller('end$');
    expect(pattern.test(`${'x'.repeat(4_000)}end`)).toBe(true);
    expect(pattern.test(`${'x'.repeat(70_000)}end`)).toBe(false);
  });

  it('has about the size that is told from its text', () => {
    assert(
      property(array(any, { minLength: 1, maxLength: 4 }), (each) => {
        const pattern = each.join('');
        let size: number;
        try {
          size = RE2JS.compile(pattern).programSize();
        } catch {
          // No pattern, such as one that repeats a thousand times.
          return;
        }
        expect(size).toBeLessThanOrEqual(3 * estimatePatternSize(pattern) + 3);
      }),
      { numRuns: 1_000 },
    );
  });
});
