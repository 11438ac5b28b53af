import { expect, it } from 'vitest';
import { levelOf } from './log-level.ts';

it.each([
  ['{"time":1,"level":"warn","msg":"x"}', 'WARN'],
  ['{"severity":"ERROR","message":"level=info"}', 'ERROR'],
  ['{"level":30,"msg":"pino"}', 'INFO'],
  ['{"msg":"no level"}', null],
  ['I0301 12:30:00.000000       1 main.go:1] hello', 'INFO'],
  ['E0301 12:30:00.000000       1 main.go:1] hello', 'ERROR'],
  ['ts=2026 level=debug msg="error"', 'DEBUG'],
  ['2026-03-01 12:30:00 [main] ERROR c.a.Main - boom', 'ERROR'],
  ['2026-03-01T12:30:00.000Z WARN slow', 'WARN'],
  ['[warning] disk', 'WARN'],
  ['panic: runtime error', 'FATAL'],
  ['Error: cannot read', 'ERROR'],
  ['the error was seen by nobody', null],
  ['informed about it', null],
  ['', null],
])('%s is %s', (line, level) => {
  expect(levelOf(line)).toBe(level);
});
