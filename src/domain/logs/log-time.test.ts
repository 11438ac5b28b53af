import { expect, it } from 'vitest';
import { logTimeOf, parseLogTime, secondOf } from './log-time.ts';

it.each([
  ['2026-03-01T12:30:00.000000001Z', '2026-03-01T12:30:00.000000001Z'],
  ['2026-03-01T12:30:00Z', '2026-03-01T12:30:00.000000000Z'],
  ['2026-03-01T12:30:00.5Z', '2026-03-01T12:30:00.500000000Z'],
  ['2026-03-01T12:30:00.123456789+05:30', '2026-03-01T07:00:00.123456789Z'],
  ['2026-02-30T12:30:00.1234567891Z', null],
  ['2026-99-01T12:30:00+01:00', null],
  ['2026-13-01T12:30:00.000000001Z', null],
  ['2026-12-01T25:30:00.000000001Z', null],
  ['0000-01-01T00:00:00.000000001Z', null],
  ['unable', null],
  ['', null],
])('%s is the moment %s', (text, time) => {
  expect(parseLogTime(text)).toBe(time);
});

it('knows its second', () => {
  expect(secondOf('2026-03-01T12:30:01.999999999Z')).toBe(Date.parse('2026-03-01T12:30:01Z') / 1_000);
  expect(logTimeOf(Date.parse('2026-03-01T12:30:01.5Z'))).toBe('2026-03-01T12:30:01.500000000Z');
});
