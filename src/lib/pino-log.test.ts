import { describe, expect, it } from 'vitest';
import { createPinoLog } from './pino-log.ts';

function collect(readable: boolean, level: 'debug' | 'info' = 'info') {
  const lines: string[] = [];
  return { lines, log: createPinoLog({ level, readable, destination: { write: (line) => void lines.push(line) } }) };
}

describe('createPinoLog', () => {
  it('writes JSON lines', () => {
    const { lines, log } = collect(false);
    log.info({ cluster: 'eu-1' }, 'cluster added');
    log.debug({}, 'not at this level');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), cluster: 'eu-1', msg: 'cluster added' },
    ]);
  });

  it('writes readable lines', () => {
    const { lines, log } = collect(true);
    log.warn({ cluster: 'eu-1', count: 2 }, 'cluster added');
    expect(lines).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d WARN {2}cluster added {2}cluster=eu-1 {2}count=2\n$/),
    ]);
  });

  it.each([true, false])('keeps secrets out (readable: %s)', (readable) => {
    const { lines, log } = collect(readable);
    const cause = new Error('token=hunter2');
    log.error(
      {
        error: new Error('GET https://admin:hunter2@host failed', { cause }),
        token: 'hunter2',
        reason: 'connect to postgres://app:hunter2@db failed',
        problems: [{ text: 'password=hunter2', deep: { cause: new Error('secret: hunter2') } }],
        request: { headers: { authorization: 'Bearer hunter2' }, authorization: 'hunter2' },
      },
      'refused: password=hunter2',
    );
    expect(lines.join('')).toContain('refused: ');
    expect(lines.join('')).not.toContain('hunter2');
  });
});
