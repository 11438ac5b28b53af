import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { observedUntilEnded } from './observer.ts';
import { createPrometheusObserver } from './prometheus-observer.ts';

it('tells nothing of a cluster that has ended, whatever of it ends later, and all of the others', async () => {
  const registry = new Registry();
  const all = createPrometheusObserver(registry);
  const observe = (cluster: string) => {
    const observer = observedUntilEnded(all);
    const answered = observer.calling(cluster, 'calls');
    const tell = (): void => {
      observer.listed(cluster, 'pods', 'paged', 3);
      observer.watchEnded(cluster, 'pods', 'failed');
      observer.eventsApplied(cluster, 'pods', 2);
      observer.probed(cluster, true, 4);
      observer.probed(cluster, false, 4);
      observer.calling(cluster, 'probes')();
    };
    tell();
    const tellLate = (): void => {
      tell();
      answered();
    };
    return { tellLate, end: () => observer.ended(cluster) };
  };
  const [gone, other] = [observe('gone'), observe('other')];
  const before = await registry.metrics();
  expect(before).toContain('tenantry_cluster_calls{cluster="gone",pool="calls"} 1');
  gone.end();
  gone.tellLate();
  // Series are looked up at leisure.
  await new Promise((resolve) => setImmediate(resolve));
  const seriesOf = (text: string) => text.split('\n').filter((line) => /cluster="gone"/.test(line));
  const after = await registry.metrics();
  expect(seriesOf(after)).toEqual([]);
  expect(after.split('\n')).toEqual(before.split('\n').filter((line) => !seriesOf(before).includes(line)));
  const again = observe('gone');
  expect(seriesOf(await registry.metrics()).toSorted()).toEqual(seriesOf(before).toSorted());
  again.tellLate();
  other.tellLate();
  expect(await registry.metrics()).toContain('tenantry_cluster_calls{cluster="gone",pool="calls"} 0');
});
