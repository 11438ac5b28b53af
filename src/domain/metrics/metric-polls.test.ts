import { expect, it } from 'vitest';
import { MemoryCluster } from '../fleet/testing/memory-cluster.ts';
import { ManualClock } from '../fleet/testing/scene.ts';
import { silentLog } from '../../lib/log.ts';
import { createMetricPolls } from './metric-polls.ts';
import type { SeriesQuery } from './series-source.ts';

it('answers everybody, also where asking threw', async () => {
  const broken = { fetch: () => Promise.reject(new Error('a mistake')) };
  const mistakes: [object, string][] = [];
  const log = { ...silentLog, error: (fields: object, message: string) => void mistakes.push([fields, message]) };
  const polls = createMetricPolls(broken, new ManualClock(), log);
  const query: SeriesQuery = {
    cluster: new MemoryCluster('eu'),
    namespaces: ['acme-prod'],
    pods: null,
    expression: 'up',
    combine: 'SUM',
    by: [],
    grid: { first: 0, step: 60_000, count: 1 },
  };
  const outcomes = await Promise.all([polls.load(query), polls.load({ ...query, expression: 'down' })]);
  expect(outcomes.map(({ ok }) => ok)).toEqual([false, false]);
  expect(mistakes).toEqual([[{ error: new Error('a mistake') }, 'asking for series failed']]);
});
