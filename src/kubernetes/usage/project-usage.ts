import type { NodeUsage, PodUsage, UsageSample, UsedResources } from '../../domain/clusters/cluster-usage.ts';
import { parseQuantity } from '../../domain/workloads/quantity.ts';
import type { JsonObject } from '../../lib/json.ts';
import { objectOf, objectsOf, textOf, timeOf } from '../projections/read.ts';

/** A sample and whose it is. `namespace` is empty for a machine. */
export interface NamedSample<T extends UsageSample> {
  readonly namespace: string;
  readonly name: string;
  readonly sample: T;
}

/** An item of a PodMetricsList; null where it does not say what it measured, or of what. */
export function projectPodUsage(raw: JsonObject): NamedSample<PodUsage> | null {
  const about = sampleOf(raw);
  if (about === null || about.namespace === '') return null;
  const containers = new Map<string, UsedResources>();
  for (const container of objectsOf(raw['containers'])) {
    const name = textOf(container['name']);
    const used = usedOf(container);
    if (name !== null && used !== null) containers.set(name, used);
  }
  if (containers.size === 0) return null;
  return { ...about, sample: Object.freeze({ ...about.sample, containers }) };
}

/** An item of a NodeMetricsList; null as for pods. */
export function projectNodeUsage(raw: JsonObject): NamedSample<NodeUsage> | null {
  const about = sampleOf(raw);
  const used = usedOf(raw);
  if (about === null || used === null) return null;
  return { ...about, sample: Object.freeze({ ...about.sample, ...used }) };
}

function sampleOf(raw: JsonObject): NamedSample<UsageSample> | null {
  const metadata = objectOf(raw['metadata']);
  const name = textOf(metadata['name']);
  const at = timeOf(raw['timestamp']);
  if (name === null || at === null) return null;
  return { namespace: textOf(metadata['namespace']) ?? '', name, sample: { at, windowMs: durationOf(raw['window']) } };
}

/** Nothing is used in negative amounts, and what was not measured is not nothing. */
function usedOf(raw: JsonObject): UsedResources | null {
  const usage = objectOf(raw['usage']);
  const cpu = parseQuantity(usage['cpu']);
  const memory = parseQuantity(usage['memory']);
  if (cpu === null || memory === null || !isAmount(cpu) || !isAmount(memory)) return null;
  return { cpu, memory: Math.round(memory) };
}

function isAmount(value: number): boolean {
  return value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}

const units: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};

/** A Go duration such as `14.99s` or `1m0s`, in milliseconds; 0 where it is none. @see https://pkg.go.dev/time#ParseDuration */
function durationOf(value: JsonObject[string]): number {
  const text = textOf(value) ?? '';
  if (!/^(?:\d+(?:\.\d*)?(?:h|ms|m|s|us|µs|ns))+$/.test(text)) return 0;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d*)?)(h|ms|m|s|us|µs|ns)/g))
    sum += Number(amount) * (units[unit ?? ''] ?? 0);
  return Math.round(sum);
}
