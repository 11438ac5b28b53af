import type { PrometheusSource } from '../../domain/clusters/cluster-definition.ts';
import type { PodNames } from '../../domain/metrics/scope-parts.ts';
import type { SeriesQuery } from '../../domain/metrics/series-source.ts';
import type { Matcher } from './promql-expression.ts';
import { anyOf, literalPattern } from './promql-text.ts';

/** What Kubernetes makes the random ends of names from, k8s.io/apimachinery/pkg/util/rand. */
const random = '[bcdfghjklmnpqrstvwxz2456789]{5}';

/** What holds a query to its part of the fleet. @throws Error for a scope that is empty, which would match what has no such label */
export function scopeMatchers(
  { namespaces, pods }: Pick<SeriesQuery, 'namespaces' | 'pods'>,
  { clusterLabel, labels }: Pick<PrometheusSource, 'clusterLabel' | 'labels'>,
): readonly Matcher[] {
  const matchers: Matcher[] = [];
  if (clusterLabel !== undefined) {
    matchers.push({ label: clusterLabel.name, operator: '=', value: clusterLabel.value });
  }
  if (namespaces !== null) {
    if (namespaces.length === 0 || namespaces.includes('')) throw new Error('a scope names no namespace');
    const [only] = namespaces;
    if (namespaces.length === 1 && only !== undefined) {
      matchers.push({ label: labels.namespace, operator: '=', value: only });
    } else matchers.push({ label: labels.namespace, operator: '=~', value: anyOf(namespaces.map(literalPattern)) });
  }
  if (pods !== null) {
    if (pods.length === 0) throw new Error('a scope names no pod');
    matchers.push({ label: labels.pod, operator: '=~', value: anyOf(pods.map(podPattern)) });
  }
  return matchers;
}

function podPattern({ prefix, suffix }: PodNames): string {
  return `${literalPattern(prefix)}${suffix === 'ORDINAL' ? '[0-9]+' : random}`;
}
