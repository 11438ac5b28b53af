import { array, assert, boolean, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogInbox } from './log-inbox.ts';
import type { PlacedLine } from './log-line.ts';
import { firstPosition } from './log-position.ts';
import type { LogPosition } from './log-position.ts';

const failure = { reason: 'TIMEOUT', message: 'it did not answer', retryable: true } as const;

function positionOf(number: number): LogPosition {
  return number === 0 ? firstPosition : { second: number, before: 0, current: 1, newest: String(number) };
}

/** Tells an inbox of numbered lines. */
function writer(inbox: LogInbox) {
  let written = 0;
  return (count: number, length = 10): void => {
    const before = positionOf(written);
    const lines = Array.from({ length: count }, (): PlacedLine => {
      written += 1;
      const text = `${written} `.padEnd(length, 'x');
      return { time: String(written), text, truncated: false, position: positionOf(written) };
    });
    inbox.lines(before, lines, false);
  };
}

describe('what waits for a reader', () => {
  it('is what it was told, in order, less the lines that it is said to lack', () => {
    const acts = array(
      nat(900).chain((count) => boolean().map((isTaken) => ({ count, isTaken }))),
      { maxLength: 40 },
    );
    assert(
      property(acts, (script) => {
        const inbox = new LogInbox(firstPosition);
        const write = writer(inbox);
        const seen = { at: 0, taken: 0, lacking: 0 };
        const take = (): void => {
          const { before, lines } = inbox.take();
          if (before.second > seen.at) {
            seen.lacking += inbox.dropped();
            seen.at = before.second;
          }
          for (const { position } of lines) {
            if (position.second !== seen.at + 1) throw new Error(`${position.second} behind ${seen.at}`);
            seen.at += 1;
          }
          seen.taken += lines.length;
        };
        let written = 0;
        for (const { count, isTaken } of script) {
          write(count);
          written += count;
          if (isTaken) take();
        }
        // What was kept, and then what was left out behind it.
        take();
        take();
        expect(seen).toEqual({ at: written, taken: written - seen.lacking, lacking: seen.lacking });
      }),
    );
  });

  it('is bounded by its lines and by their lengths', () => {
    for (const length of [10, 60_000]) {
      const inbox = new LogInbox(firstPosition);
      const write = writer(inbox);
      for (let round = 0; round < 500; round += 1) write(10, length);
      const { lines } = inbox.take();
      expect(lines.length).toBeLessThanOrEqual(2_000);
      expect(lines.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(1024 * 1024);
      expect(lines.length).toBeGreaterThan(0);
    }
  });

  it('tells of trouble once, however often its reason changes, and not of one that is over before it is read', () => {
    const inbox = new LogInbox(firstPosition);
    for (let round = 0; round < 10; round += 1) {
      inbox.trouble(failure);
      inbox.trouble({ ...failure, reason: 'UNREACHABLE' });
    }
    expect([inbox.takeNotice(), inbox.takeNotice()]).toEqual(['INTERRUPTED', null]);
    inbox.trouble(null);
    inbox.trouble(failure);
    inbox.trouble(null);
    expect([inbox.takeNotice(), inbox.takeNotice()]).toEqual(['RESUMED', null]);
  });
});
