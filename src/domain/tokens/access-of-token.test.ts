import { describe, expect, it } from 'vitest';
import { silentLog } from '../../lib/log.ts';
import { environmentScope, fleetScope } from '../access/access.ts';
import { createAccessBook } from '../access/access-book.ts';
import { askerOf } from '../access/access-now.ts';
import { callerOf } from '../testing/caller-of.ts';
import { createAccessNow } from './access-of-token.ts';
import type { ApiToken } from './api-token.ts';

const prod = environmentScope({ tenant: 'acme', environment: 'prod' });
const machine: ApiToken = {
  id: 't1',
  kind: 'MACHINE',
  name: 'ci',
  actions: ['VIEW', 'DEPLOY'],
  scopes: [prod],
  createdBy: { name: 'ann', kind: 'USER' },
  groups: [],
  createdAt: 1,
  expiresAt: 2,
  lastUsedAt: null,
  revokedAt: null,
  revokedBy: null,
};

/** Somebody who asked, with a book in which sre are developers and ann is by herself. */
function scene(token: ApiToken | null = null) {
  const book = createAccessBook(silentLog);
  const give = (...to: readonly ({ kind: 'PERSON' | 'GROUP' | 'TOKEN'; name: string } | null)[]) =>
    book.replaceRules({
      roles: [],
      bindings: to.flatMap((subject) => (subject === null ? [] : [{ role: 'developer', subject, scope: fleetScope }])),
    });
  const now = createAccessNow(book, { get: async (id) => (id === token?.id ? token : null) });
  const mayDeploy = async (...asker: Parameters<typeof askerOf>) => (await now(askerOf(...asker))).may('DEPLOY', prod);
  return { give, mayDeploy };
}

describe('what somebody who asked may do by now', () => {
  it('goes by their name, and by the groups that they had when they asked', async () => {
    const { give, mayDeploy } = scene();
    const ann = callerOf('ann');
    const bob = { ...callerOf('bob'), groups: ['corp:sre'] };
    const ci = { ...callerOf('ci'), kind: 'TOKEN' } as const;
    give({ kind: 'PERSON', name: 'ann' }, { kind: 'GROUP', name: 'corp:sre' }, { kind: 'TOKEN', name: 'ci' });
    expect(await Promise.all([ann, bob, ci].map((asker) => mayDeploy(asker)))).toEqual([true, true, true]);
    give({ kind: 'PERSON', name: 'ci' });
    expect(await Promise.all([ann, bob, ci].map((asker) => mayDeploy(asker)))).toEqual([false, false, false]);
  });

  it('goes by the API token that they came with until it is revoked, also where it is over', async () => {
    const ci = { ...callerOf('ci'), kind: 'TOKEN', viaApiToken: 't1' } as const;
    expect(await scene(machine).mayDeploy(ci)).toBe(true);
    expect(await scene({ ...machine, revokedAt: 1 }).mayDeploy(ci)).toBe(false);
    expect(await scene().mayDeploy(ci)).toBe(false);
    expect(await scene({ ...machine, actions: ['VIEW'] }).mayDeploy(ci)).toBe(false);
  });

  it('goes by the maker, too, where the token is a person’s', async () => {
    const { give, mayDeploy } = scene({ ...machine, kind: 'PERSONAL' });
    const ann = { ...callerOf('ann'), viaApiToken: 't1' };
    expect(await mayDeploy(ann)).toBe(false);
    give({ kind: 'PERSON', name: 'ann' });
    expect(await mayDeploy(ann)).toBe(true);
  });
});
