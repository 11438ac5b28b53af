import type {
  AutoscalerCondition,
  AutoscalerMetric,
  AutoscalerMetricType,
  AutoscalerMetricValue,
} from '../../domain/workloads/autoscaler.ts';
import type { HorizontalPodAutoscaler } from '../../domain/workloads/cluster-objects.ts';
import { parseQuantity } from '../../domain/workloads/quantity.ts';
import type { JsonObject } from '../../lib/json.ts';
import { projectMeta } from './object-meta.ts';
import { canonicalJson } from './pod-template.ts';
import { freeze, numberOf, objectOf, objectsOf, textOf, timeOf } from './read.ts';

/** An autoscaling/v2 HorizontalPodAutoscaler. @throws ProjectionError */
export function projectAutoscaler(raw: JsonObject): HorizontalPodAutoscaler {
  const spec = objectOf(raw['spec']);
  const status = objectOf(raw['status']);
  const target = objectOf(spec['scaleTargetRef']);
  // Until the controller has looked, there are no conditions, and the counts are zeros that it never found.
  const conditions = objectsOf(status['conditions']).map(projectCondition);
  const looked = conditions.length > 0;
  return freeze({
    meta: projectMeta(raw),
    target: { kind: textOf(target['kind']) ?? '', name: textOf(target['name']) ?? '' },
    minReplicas: numberOf(spec['minReplicas']) ?? 1,
    maxReplicas: numberOf(spec['maxReplicas']) ?? 0,
    currentReplicas: looked ? (numberOf(status['currentReplicas']) ?? 0) : null,
    desiredReplicas: looked ? (numberOf(status['desiredReplicas']) ?? 0) : null,
    lastScaledAt: timeOf(status['lastScaleTime']),
    metrics: objectsOf(spec['metrics']).flatMap((metric) => projectMetric(metric, objectsOf(status['currentMetrics']))),
    conditions,
  });
}

const sources: Readonly<Record<string, readonly [AutoscalerMetricType, string]>> = {
  Resource: ['RESOURCE', 'resource'],
  ContainerResource: ['CONTAINER_RESOURCE', 'containerResource'],
  Pods: ['PODS', 'pods'],
  Object: ['OBJECT', 'object'],
  External: ['EXTERNAL', 'external'],
};

function projectMetric(spec: JsonObject, current: readonly JsonObject[]): readonly AutoscalerMetric[] {
  const source = sources[textOf(spec['type']) ?? ''];
  if (source === undefined) return [];
  const [type, member] = source;
  const aim = objectOf(spec[member]);
  // The list of the present values has no order of its own, and leaves out what could not be read.
  const read = current.map((each) => objectOf(each[member])).find((each) => identity(each) === identity(aim));
  return [
    {
      type,
      name: nameOf(aim),
      container: type === 'CONTAINER_RESOURCE' ? textOf(aim['container']) : null,
      target: projectValue(objectOf(aim['target'])),
      current: read === undefined ? null : projectValue(objectOf(read['current'])),
    },
  ];
}

function nameOf(source: JsonObject): string {
  return textOf(source['name']) ?? textOf(objectOf(source['metric'])['name']) ?? '';
}

function identity({ name, container, metric, describedObject }: JsonObject): string {
  return canonicalJson([name ?? null, container ?? null, metric ?? null, describedObject ?? null]);
}

function projectValue(raw: JsonObject): AutoscalerMetricValue {
  const percent = numberOf(raw['averageUtilization']);
  return {
    utilization: percent === null ? null : percent / 100,
    averageValue: parseQuantity(raw['averageValue']),
    value: parseQuantity(raw['value']),
  };
}

function projectCondition(raw: JsonObject): AutoscalerCondition {
  const status = textOf(raw['status']);
  return {
    type: textOf(raw['type']) ?? '',
    status: status === 'True' ? 'TRUE' : status === 'False' ? 'FALSE' : 'UNKNOWN',
    reason: textOf(raw['reason']) ?? '',
    message: textOf(raw['message']) ?? '',
    lastTransitionAt: timeOf(raw['lastTransitionTime']),
  };
}
