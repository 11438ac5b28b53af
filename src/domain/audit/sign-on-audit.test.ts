import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../lib/manual-clock.ts';
import type { Log } from '../../lib/log.ts';
import { createSignOnAudit } from './sign-on-audit.ts';
import { MemoryAuditLog } from './testing/memory-audit-log.ts';

const mia = { actor: { name: 'corp:u-1', kind: 'USER' }, credential: 'mia at corp' } as const;
const here = { address: '10.0.0.1', requestId: 'r-1' };

function scene() {
  const log = new MemoryAuditLog();
  const clock = createManualClock();
  const logged: object[] = [];
  const note = (fields: object, message: string): void => void logged.push({ ...fields, message });
  const logger: Log = { debug: note, info: note, warn: note, error: note };
  const audit = createSignOnAudit({ log, clock, logger });
  return { log, clock, logged, audit };
}

describe('the audit of who comes and goes', () => {
  it('tells who signed on and off, from where, in which request', async () => {
    const { audit, log } = scene();
    expect(await audit.signedOn(mia, here)).toBe(true);
    await audit.signedOff(mia, { ...here, requestId: 'r-2' });
    expect(log.records).toMatchObject([
      { action: 'signOn', outcome: 'ACCEPTED', ...mia, ...here, target: null },
      { action: 'signOff', outcome: 'ACCEPTED', ...mia, requestId: 'r-2' },
    ]);
  });

  it('lets nobody in whom it cannot record, and lets everybody go', async () => {
    const { audit, log, logged } = scene();
    log.away = true;
    expect(await audit.signedOn(mia, here)).toBe(false);
    await audit.signedOff(mia, here);
    expect(logged).toHaveLength(2);
  });

  it('tells who was refused, of nobody knows whom', async () => {
    const { audit, log } = scene();
    audit.refused('authenticate', here);
    audit.refused('signOn', { address: null, requestId: 'r-2' });
    expect(log.records).toMatchObject([
      { action: 'authenticate', outcome: 'DENIED', actor: { name: '(unknown)' }, credential: null, ...here },
      { action: 'signOn', outcome: 'DENIED', address: null, requestId: 'r-2' },
    ]);
  });

  it('records five refusals of an address in a minute, twenty of all, and says how many it left out', async () => {
    const { audit, log, clock, logged } = scene();
    const refuse = (times: number, address: string): void => {
      for (let time = 0; time < times; time += 1) audit.refused('authenticate', { ...here, address });
    };
    refuse(1_000, 'a');
    refuse(1, 'b');
    expect(log.records.map(({ address }) => address)).toEqual(['a', 'a', 'a', 'a', 'a', 'b']);
    for (let address = 0; address < 1_000; address += 1) refuse(1, `c${address}`);
    expect(log.records).toHaveLength(20);
    clock.advance(60_000);
    expect(logged).toEqual([expect.objectContaining({ count: 995 + 986 })]);
    refuse(1, 'a');
    expect(log.records).toHaveLength(21);
    clock.advance(60_000);
    expect(logged).toHaveLength(1);
  });
});
