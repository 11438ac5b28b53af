/** What is measured of one pod, all the time alike. */
export interface MeasuredPod {
  readonly cluster: string;
  readonly namespace: string;
  readonly pod: string;
  /** Requests in each second; one in ten of them fails. */
  readonly requests: number;
  /** The part of them that takes at most 0.1 s; the rest takes at most 0.5 s. */
  readonly fast: number;
}

/** From when to when, in seconds since 1970. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const stepSeconds = 15;

/** An hour of what exporters would have told of these pods. `clusterLabel`: whether the series say which cluster they are of. */
export function historyOf(pods: readonly MeasuredPod[], span: Span, clusterLabel: boolean): string {
  const families = new Map<string, string[]>();
  for (const measured of pods) {
    const { cluster, namespace, pod, requests, fast } = measured;
    const own = { ...(clusterLabel && { cluster }), namespace, pod };
    const add = (family: string, labels: Readonly<Record<string, string>>, valueAt: (seconds: number) => number) => {
      const lines = families.get(family) ?? [];
      families.set(family, lines);
      const written = Object.entries({ ...own, ...labels }).map(([name, value]) => `${name}="${escaped(value)}"`);
      for (let at = span.start; at <= span.end; at += stepSeconds) {
        lines.push(`${family}{${written.join(',')}} ${valueAt(at - span.start)} ${at}`);
      }
    };
    add('http_requests_total', { code: '200' }, (seconds) => seconds * requests * 0.9);
    add('http_requests_total', { code: '500' }, (seconds) => seconds * requests * 0.1);
    for (const [le, part] of [
      ['0.1', fast],
      ['0.5', 1],
      ['+Inf', 1],
    ] as const) {
      add('http_request_duration_seconds_bucket', { le }, (seconds) => seconds * requests * part);
    }
    const container = { container: 'app' };
    add('container_cpu_usage_seconds_total', container, (seconds) => seconds * 0.25);
    add('container_memory_working_set_bytes', container, () => 100);
    add('kube_pod_container_resource_limits', { ...container, resource: 'cpu' }, () => 0.5);
    add('kube_pod_container_resource_limits', { ...container, resource: 'memory' }, () => 400);
    // Of one that has ended its limits are told until its pod is deleted.
    add('kube_pod_container_resource_limits', { container: 'ended', resource: 'cpu' }, () => 4);
    add('kube_pod_container_resource_limits', { container: 'ended', resource: 'memory' }, () => 4_000);
    add('container_cpu_cfs_periods_total', container, (seconds) => seconds * 10);
    add('container_cpu_cfs_throttled_periods_total', container, (seconds) => seconds);
    add('container_network_receive_bytes_total', {}, (seconds) => seconds * 1_000);
    add('container_network_transmit_bytes_total', {}, (seconds) => seconds * 500);
    add('kube_pod_container_status_restarts_total', container, (seconds) => seconds / 300);
    add('orders_total', {}, (seconds) => seconds / 60);
  }
  const text = [...families].map(([family, lines]) => [`# TYPE ${family} unknown`, ...lines].join('\n'));
  return `${[...text, '# EOF'].join('\n')}\n`;
}

/** https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md#abnf */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
