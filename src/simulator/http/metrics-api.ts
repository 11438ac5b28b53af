import type { Clock } from '../../lib/clock.ts';
import type { Node } from '../objects/other-kinds.ts';
import type { Pod } from '../objects/pod.ts';
import { resources } from '../objects/resources.ts';
import { noSuchResource, notFound, notImplemented } from '../objects/status.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { unknownOptions } from './api-request.ts';
import type { ApiRequest } from './api-request.ts';
import type { Reply } from './reply.ts';
import { refuse } from './reply.ts';
import { readSelection } from './selection.ts';

/** Cores and bytes. */
interface Used {
  readonly cpu: number;
  readonly memory: number;
}

export interface ContainerUsage extends Used {
  readonly name: string;
}

/** Who knows what pods and nodes use: in the interval of `windowMs` milliseconds that ends at `at`. */
export interface UsageSource {
  /** Null for a pod that was not measured (yet). */
  pod(pod: Pod, at: number, windowMs: number): readonly ContainerUsage[] | null;
  node(node: Node, at: number, windowMs: number): Used;
}

/** What metrics-server adds to the API. @see https://github.com/kubernetes/metrics */
export const metricsGroup = { group: 'metrics.k8s.io', version: 'v1beta1' } as const;

export const metricsResources = [
  { name: 'nodes', kind: 'NodeMetrics', namespaced: false },
  { name: 'pods', kind: 'PodMetrics', namespaced: true },
] as const;

const apiVersion = 'metrics.k8s.io/v1beta1';
/** As often as metrics-server measures when nobody tells it otherwise. */
const resolutionMs = 15_000;

/** Answers a request below /apis/metrics.k8s.io/v1beta1. */
export function readMetrics(
  { store, clock, usage }: { readonly store: ObjectStore; readonly clock: Clock; readonly usage: UsageSource },
  request: ApiRequest,
  path: readonly string[],
): Reply {
  if (request.method !== 'GET') return refuse(notImplemented(`${request.method} of ${apiVersion}`));
  const [namespace, rest] = path[0] === 'namespaces' ? [path[1], path.slice(2)] : [undefined, path];
  const [plural, name, ...more] = rest;
  const isPods = plural === 'pods';
  const stored = resources.find((each) => each.name === plural && each.group === '');
  const isThere = isPods
    ? name === undefined || namespace !== undefined
    : plural === 'nodes' && namespace === undefined;
  if (stored === undefined || more.length > 0 || !isThere) return refuse(noSuchResource());
  // As metrics-server does, it ignores limits: a list of samples has no pages.
  const refusal = unknownOptions(request.query, ['labelSelector', 'fieldSelector', 'limit', 'pretty']);
  if (refusal !== undefined) return refuse(refusal);
  const selection = readSelection(request.query, stored, namespace);
  if ('refusal' in selection) return refuse(selection.refusal);

  const at = Math.floor(clock.now() / resolutionMs) * resolutionMs;
  const items = isPods
    ? store
        .list('pods')
        .filter(selection.matches)
        .flatMap((pod) => podMetrics(pod, usage, at))
    : store
        .list('nodes')
        .filter(selection.matches)
        .map((node) => nodeMetrics(node, usage, at));
  const kind = isPods ? 'PodMetrics' : 'NodeMetrics';
  if (name === undefined) return { code: 200, json: { kind: `${kind}List`, apiVersion, metadata: {}, items } };
  const found = items.find(({ metadata }) => metadata.name === name);
  // By these names, of the core group, the real server says what it does not know.
  return found === undefined
    ? refuse(notFound({ name: isPods ? 'pods' : 'node', group: '' }, name))
    : { code: 200, json: { kind, apiVersion, ...found } };
}

interface Metrics {
  readonly metadata: { readonly name: string };
}

function podMetrics(pod: Pod, usage: UsageSource, at: number): readonly Metrics[] {
  const used = usage.pod(pod, at, resolutionMs);
  if (used === null) return [];
  const { name, namespace, creationTimestamp, labels } = pod.metadata;
  return [
    {
      metadata: { name, namespace, creationTimestamp, ...(labels !== undefined && { labels }) },
      ...measured(at),
      containers: used.map((each) => ({ name: each.name, usage: quantities(each) })),
    } as Metrics,
  ];
}

function nodeMetrics(node: Node, usage: UsageSource, at: number): Metrics {
  const { name, creationTimestamp, labels } = node.metadata;
  return {
    metadata: { name, creationTimestamp, ...(labels !== undefined && { labels }) },
    ...measured(at),
    usage: quantities(usage.node(node, at, resolutionMs)),
  } as Metrics;
}

function measured(at: number): object {
  return { timestamp: new Date(at).toISOString().replace('.000Z', 'Z'), window: `${resolutionMs / 1000}s` };
}

function quantities({ cpu, memory }: Used): object {
  return { cpu: `${Math.round(cpu * 1e9)}n`, memory: `${Math.round(memory / 1024)}Ki` };
}
