import { describe, expect, it, onTestFinished } from 'vitest';
import { createManualClock } from '../../lib/manual-clock.ts';
import { createFleet } from '../fleet/create-fleet.ts';
import { MemoryCluster, MemoryRegistry } from '../fleet/testing/memory-cluster.ts';
import { namespace, start } from '../fleet/testing/objects.ts';
import { endMistakes, freezeMistakes } from './freeze-mistakes.ts';
import type { CreateFreezeRequest } from './freezes.ts';

const hour = 3_600_000;
const day = 24 * hour;
const request: CreateFreezeRequest = { reason: 'Black Friday', until: start + day, scope: {}, allowsRollbacks: false };

/** A fleet with acme/prod, acme/dev and umbrella/prod in one cluster of the EU. */
function scene() {
  const cluster = new MemoryCluster('eu-1', { labels: { region: 'eu', tier: 'prod' } });
  for (const name of ['acme-prod', 'acme-dev', 'umbrella-prod']) cluster.namespaces.put(namespace(name));
  const fleet = createFleet({ registry: new MemoryRegistry(cluster), clock: createManualClock(start) });
  onTestFinished(() => fleet.close());
  const mistakes = (change: Partial<CreateFreezeRequest>) => freezeMistakes({ ...request, ...change }, start, fleet);
  return { cluster, mistakes };
}

describe('a freeze that is asked for', () => {
  it.each<[string, Partial<CreateFreezeRequest>, readonly string[]]>([
    ['no reason', { reason: ' ' }, ['reason']],
    ['a reason like a book', { reason: 'x'.repeat(1_001) }, ['reason']],
    ['an end before its beginning', { from: start + 2 * day }, ['until']],
    ['an end now', { until: start }, ['until']],
    ['an end in the past', { from: start - 120_000, until: start - 60_000 }, ['until']],
    ['a beginning in the past', { from: start - hour }, ['from']],
    ['a beginning in years', { from: start + 400 * day, until: start + 401 * day }, ['from']],
    ['more than 90 days', { until: start + 90 * day + 1 }, ['until']],
    ['an empty part', { scope: { tenants: [] } }, ['scope', 'tenants']],
    [
      'too many names',
      { scope: { environments: Array.from({ length: 101 }, () => 'prod') } },
      ['scope', 'environments'],
    ],
    ['a mistyped tenant', { scope: { tenants: ['acme', 'acem'] } }, ['scope', 'tenants', '1']],
    ['a mistyped environment', { scope: { environments: ['prd'] } }, ['scope', 'environments', '0']],
    [
      'an environment of others',
      { scope: { tenants: ['umbrella'], environments: ['dev'] } },
      ['scope', 'environments', '0'],
    ],
    [
      'labels of no cluster',
      { scope: { clusterLabels: [{ key: 'region', value: 'us' }] } },
      ['scope', 'clusterLabels'],
    ],
    ['nothing at all', { scope: { kinds: ['ROLLBACK'] }, allowsRollbacks: true }, ['allowsRollbacks']],
    ['an empty key', { idempotencyKey: '' }, ['idempotencyKey']],
  ])('has not %s', (_what, change, path) => {
    expect(scene().mistakes(change)).toMatchObject([{ code: 'INVALID', path: ['input', ...path] }]);
  });

  it('is told what was probably meant, and everything at once', () => {
    expect(scene().mistakes({ reason: '', scope: { tenants: ['acem'] } })).toMatchObject([
      { path: ['input', 'reason'] },
      { message: 'There is no tenant "acem". Did you mean acme?' },
    ]);
  });

  it('may last 90 days, and come by a clock that is a little behind', () => {
    const { mistakes } = scene();
    expect(mistakes({ until: start + 90 * day })).toEqual([]);
    expect(mistakes({ from: start - 60_000 })).toEqual([]);
    expect(mistakes({ from: start + 300 * day, until: start + 390 * day })).toEqual([]);
    const scope = {
      tenants: ['acme', 'umbrella'],
      environments: ['dev', 'prod'],
      clusterLabels: [{ key: 'region', value: 'eu' }],
      kinds: ['ROLLBACK'],
    } as const;
    expect(mistakes({ scope })).toEqual([]);
    expect(mistakes({ scope: { kinds: ['ROLLBACK', 'DEPLOY'] }, allowsRollbacks: true })).toEqual([]);
  });

  it('is ended with a reason and a key that can be recorded', () => {
    expect(endMistakes({ freezeId: 'f1', reason: 'done', idempotencyKey: 'k1' })).toEqual([]);
    expect(endMistakes({ freezeId: 'f1', reason: 'x'.repeat(1_001), idempotencyKey: '' })).toMatchObject([
      { code: 'INVALID', path: ['input', 'reason'] },
      { code: 'INVALID', path: ['input', 'idempotencyKey'] },
    ]);
  });

  it('may be about a tenant that nobody can see now, as a cluster is away', () => {
    const { cluster, mistakes } = scene();
    cluster.loseTouch();
    expect(mistakes({ scope: { tenants: ['hidden'], environments: ['qa'] } })).toEqual([]);
  });
});
