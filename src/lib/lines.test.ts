import { expect, it } from 'vitest';
import { linesOf } from './lines.ts';

async function linesIn(...parts: readonly string[]): Promise<readonly string[]> {
  async function* each() {
    yield* parts;
  }
  const lines: string[] = [];
  for await (const line of linesOf(each())) lines.push(line);
  return lines;
}

it('splits where a line ends, wherever the parts do, and nowhere else', async () => {
  expect(await linesIn('a\nb', 'c\r', '\n\nd\u2028e\u2029f\u0085g\rh\n')).toEqual([
    'a',
    'bc',
    '',
    'd\u2028e\u2029f\u0085g\rh',
  ]);
  expect(await linesIn('a\n', 'last')).toEqual(['a', 'last']);
  expect(await linesIn()).toEqual([]);
});
