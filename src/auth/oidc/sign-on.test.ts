import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAccessBook } from '../../domain/access/access-book.ts';
import { MemorySignedOffSessions } from '../../domain/sign-on/testing/memory-signed-off-sessions.ts';
import { systemClock } from '../../lib/clock.ts';
import { formatProblem } from '../../lib/file-problem.ts';
import { silentLog } from '../../lib/log.ts';
import { endOf } from '../session.ts';
import type { Identified } from '../session.ts';
import { openSignOn } from './sign-on.ts';
import { audience, issuerOfTest, newKey } from './testing/issuer.ts';
import type { IssuerKey } from './testing/issuer.ts';

/** Sign-on with one issuer that has this key, and a file that can be written anew. */
async function scene(key: IssuerKey) {
  const provider = await issuerOfTest(key);
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-sign-on-'));
  const path = join(folder, 'sign-on.yaml');
  const write = (more: object = {}): void => {
    const issuer = { name: 'corp', url: provider.url, audiences: [audience], algorithms: ['ES256'], ...more };
    writeFileSync(path, JSON.stringify({ issuers: [issuer] }));
  };
  write();
  const logged = new Map<string, () => void>();
  const log = { ...silentLog, info: (_fields: object, message: string) => logged.get(message)?.() };
  let ahead = 0;
  const clock = { ...systemClock, now: () => systemClock.now() + ahead };
  const signedOff = new MemorySignedOffSessions();
  const opening = () =>
    openSignOn({ path, display: 'sign-on.yaml', log, clock, book: createAccessBook(log), signedOff });
  const told = (message: string) => new Promise<void>((resolve) => void logged.set(message, resolve));
  const open = async () => {
    const opened = await opening();
    if (!opened.ok) throw new Error(opened.failure.map(formatProblem).join('\n'));
    onTestFinished(async () => {
      await opened.value.close();
      rmSync(folder, { recursive: true });
    });
    const signOn = opened.value;
    const show = async (shown: IssuerKey): Promise<Identified> =>
      signOn.authenticate([`Bearer ${await provider.sign(shown, clock.now())}`]);
    return { signOn, show };
  };
  return { provider, write, told, open, later: (ms: number) => void (ahead += ms) };
}

describe('a sign-on file that changes while somebody is being verified', () => {
  it('counts as it is then, and what it did not change is no reason to refuse', async () => {
    const key = await newKey('a');
    const { provider, write, told, open } = await scene(key);
    const { asked, release } = provider.hold();
    const { show } = await open();
    await asked;
    const shown = show(key);
    const changed = told('sign-on changed');
    write({ clockLeewaySeconds: 20 });
    await changed;
    release();
    expect(await shown).toMatchObject({ caller: { name: 'corp:mia' } });
  });

  it('counts as it is then, also where it accepts the token no more', async () => {
    const key = await newKey('a');
    const { provider, write, told, open } = await scene(key);
    const { asked, release } = provider.hold();
    const { show } = await open();
    await asked;
    const shown = show(key);
    const changed = told('sign-on changed');
    write({ audiences: ['another'] });
    await changed;
    release();
    expect(await shown).toBeNull();
  });
});

describe('a session by a key without a name', () => {
  it('may come back where a key is added, since nobody knows whether that concerns it', async () => {
    const [key, added] = [await newKey(), await newKey('b')];
    const { provider, told, open, later } = await scene(key);
    const { show } = await open();
    const session = await show(key);
    if (session === null || session === 'UNAVAILABLE') throw new Error('The token is not good.');
    provider.publish(key, added);
    const changed = told('the keys of a sign-on provider changed');
    // Before that they are not read again.
    later(5_000);
    await Promise.all([show(added), changed]);
    expect(endOf(session)).toBe('CHANGED');
  });
});
