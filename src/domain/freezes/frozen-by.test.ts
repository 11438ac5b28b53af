import { describe, expect, it } from 'vitest';
import type { Freeze } from './freeze.ts';
import { freezeState } from './freeze.ts';
import { frozenBy } from './frozen-by.ts';
import type { PlannedWhere } from './frozen-by.ts';
import { frozenProblem } from './frozen-problem.ts';

type Change = Omit<Partial<Freeze>, 'scope'> & { readonly scope?: Partial<Freeze['scope']> };

function freezeOf({ scope, ...change }: Change = {}): Freeze {
  return {
    id: 'freeze-1',
    reason: 'Black Friday',
    from: 1_000,
    until: 2_000,
    scope: { tenants: [], environments: [], clusterLabels: [], kinds: [], ...scope },
    allowsRollbacks: false,
    createdBy: { name: 'ann', kind: 'USER' },
    createdAt: 0,
    endedAt: null,
    endedBy: null,
    ...change,
  };
}

const eu = { id: 'id-eu', name: 'eu-1', labels: { region: 'eu', tier: 'prod' } };
const us = { id: 'id-us', name: 'us-1', labels: { region: 'us', tier: 'prod' } };
const lab = { id: 'id-lab', name: 'lab', labels: { region: 'eu' } };
const deploy: PlannedWhere = {
  environment: { tenant: 'acme', environment: 'prod' },
  kind: 'DEPLOY',
  clusters: [eu, us, lab],
};
const rollback: PlannedWhere = { ...deploy, kind: 'ROLLBACK' };

const isFrozen = (freeze: Freeze, asked = deploy, now = 1_500) => frozenBy([freeze], asked, now) !== null;

describe('a freeze', () => {
  it('holds from its first moment, up to and without its last', () => {
    const freeze = freezeOf();
    expect([999, 1_000, 1_999, 2_000].map((now) => isFrozen(freeze, deploy, now))).toEqual([false, true, true, false]);
    expect([999, 1_000, 1_999, 2_000].map((now) => freezeState(freeze, now))).toEqual([
      'PLANNED',
      'ACTIVE',
      'ACTIVE',
      'OVER',
    ]);
  });

  it('is over once it was ended, whatever the clocks say', () => {
    const ended = freezeOf({ endedAt: 1_900, endedBy: { name: 'ann', kind: 'USER' } });
    expect(isFrozen(ended)).toBe(false);
    expect(freezeState(ended, 1_500)).toBe('OVER');
  });

  it('is about what fits every part of its scope; an empty scope is everything', () => {
    expect(isFrozen(freezeOf())).toBe(true);
    expect(isFrozen(freezeOf({ scope: { tenants: ['umbrella', 'acme'] } }))).toBe(true);
    expect(isFrozen(freezeOf({ scope: { tenants: ['umbrella'] } }))).toBe(false);
    expect(isFrozen(freezeOf({ scope: { environments: ['prod'] } }))).toBe(true);
    expect(isFrozen(freezeOf({ scope: { environments: ['dev'] } }))).toBe(false);
    expect(isFrozen(freezeOf({ scope: { tenants: ['acme'], environments: ['dev'] } }))).toBe(false);
    expect(isFrozen(freezeOf({ scope: { kinds: ['DEPLOY', 'SCALE'] } }))).toBe(true);
    expect(isFrozen(freezeOf({ scope: { kinds: ['SCALE'] } }))).toBe(false);
  });

  it('lets rollbacks pass only where it says so, and nothing else with them', () => {
    expect(isFrozen(freezeOf(), rollback)).toBe(true);
    expect(isFrozen(freezeOf({ allowsRollbacks: true }), rollback)).toBe(false);
    expect(isFrozen(freezeOf({ allowsRollbacks: true }))).toBe(true);
    expect(isFrozen(freezeOf({ scope: { kinds: ['DEPLOY'] } }), rollback)).toBe(false);
    // Another freeze that does not say so forbids it all the same.
    expect(frozenBy([freezeOf({ allowsRollbacks: true }), freezeOf()], rollback, 1_500)).not.toBeNull();
  });

  it('by labels is about the clusters that have all of them', () => {
    const labels = (...pairs: [string, string][]) =>
      freezeOf({ scope: { clusterLabels: pairs.map(([key, value]) => ({ key, value })) } });
    const named = (freeze: Freeze) => frozenBy([freeze], deploy, 1_500)?.clusters.map(({ name }) => name);
    expect(named(labels(['tier', 'prod']))).toEqual(['eu-1', 'us-1']);
    expect(named(labels(['tier', 'prod'], ['region', 'eu']))).toEqual(['eu-1']);
    expect(named(labels(['tier', 'prod'], ['region', 'asia']))).toBeUndefined();
    expect(isFrozen(labels(['tier', 'prod']), { ...deploy, clusters: [lab] })).toBe(false);
  });
});

describe('several freezes', () => {
  const inRegion = (region: string, change: Change) =>
    freezeOf({ ...change, scope: { clusterLabels: [{ key: 'region', value: region }] } });

  it('are told by the one that ends last', () => {
    const freezes = [freezeOf({ id: 'a', until: 3_000 }), freezeOf({ id: 'b', until: 9_000 }), freezeOf({ id: 'c' })];
    expect(frozenBy(freezes, deploy, 1_500)?.freeze.id).toBe('b');
    // One that has not begun, or is about another kind, does not count.
    const others = [freezeOf({ id: 'a' }), freezeOf({ id: 'b', from: 1_800, until: 9_000 })];
    expect(frozenBy(others, deploy, 1_500)?.freeze.id).toBe('a');
  });

  it('name the clusters of all of them, so that who leaves these out is not refused again', () => {
    const freezes = [inRegion('us', { id: 'a', until: 5_000 }), inRegion('eu', { id: 'b', until: 4_000 })];
    const found = frozenBy(freezes, deploy, 1_500);
    expect(found?.freeze.id).toBe('a');
    expect(found?.clusters.map(({ name }) => name)).toEqual(['eu-1', 'us-1', 'lab']);
  });
});

describe('the refusal', () => {
  const told = (freeze: Freeze, asked = deploy) => {
    const frozen = frozenBy([freeze], asked, 1_500);
    return frozen && frozenProblem(frozen, asked);
  };

  it('says why, until when, and what to do', () => {
    expect(told(freezeOf())).toEqual({
      code: 'FROZEN',
      message:
        'acme/prod is frozen until 1970-01-01T00:00:02.000Z: Black Friday. Ask again after that, or ask a platform administrator to end the freeze.',
      retryable: false,
      path: null,
      clusterId: null,
    });
    expect(told(freezeOf({ reason: 'Moving house!' }), rollback)?.message).toBe(
      'acme/prod is frozen until 1970-01-01T00:00:02.000Z: Moving house! This freeze lets no rollback pass: ask a platform administrator to end it.',
    );
  });

  it('names the clusters where only some are frozen, and which are not', () => {
    const region = (value: string) => freezeOf({ scope: { clusterLabels: [{ key: 'region', value }] } });
    expect(told(region('eu'))).toMatchObject({
      message: expect.stringMatching(
        /^acme\/prod is frozen in eu-1 and lab until .*To leave them out, name in clusters only us-1\./,
      ),
      clusterId: null,
    });
    expect(told(region('us'))).toMatchObject({
      message: expect.stringContaining('To leave it out, name in clusters only eu-1 and lab.'),
      clusterId: 'id-us',
    });
  });
});
