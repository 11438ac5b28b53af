import type { AppInstance } from '../fleet/fleet-model.ts';
import type { AutoscalerMetric, AutoscalerMetricValue } from '../workloads/autoscaler.ts';
import type { HorizontalPodAutoscaler } from '../workloads/cluster-objects.ts';
import { whereOf } from './instance-name.ts';

/** Something that keeps a change from lasting, and what to do instead. */
export interface Hindrance {
  readonly why: string;
  readonly instead: string;
}

/** What an autoscaler would make of a number of replicas that is set beside it, as far as is known of it, and what to do instead. */
export function autoscalerHindrance(
  autoscaler: HorizontalPodAutoscaler,
  replicas: number,
  instance: AppInstance,
): Hindrance {
  const { meta, minReplicas, maxReplicas } = autoscaler;
  const range = `${minReplicas} to ${maxReplicas} replicas${presentOf(autoscaler)}`;
  const scaled = `${whereOf(instance)} is scaled by the HorizontalPodAutoscaler ${meta.name} (${range})`;
  const instead = 'Change its minReplicas and maxReplicas instead.';
  // Kubernetes itself takes zero for "leave it alone", and anything else for the end of that.
  if (replicas === 0)
    return {
      why: `${scaled}, which stays off for as long as there are none.`,
      instead: `To keep it at work: ${instead}`,
    };
  if (instance.workload.desired === 0)
    return { why: `${scaled}, which is off while there are none, and would take over again.`, instead };
  if (isBlind(autoscaler)) {
    const why = `${scaled}, which cannot tell now how many it needs, and would undo this once it can.`;
    return { why, instead: `Mend what it says. ${instead}` };
  }
  return { why: `${scaled}, which would undo this.`, instead };
}

function isBlind({ conditions }: HorizontalPodAutoscaler): boolean {
  return conditions.some(({ type, status }) => type === 'ScalingActive' && status === 'FALSE');
}

function presentOf({ currentReplicas, desiredReplicas, metrics, conditions }: HorizontalPodAutoscaler): string {
  const counts =
    currentReplicas === null || desiredReplicas === null
      ? []
      : [
          currentReplicas === desiredReplicas
            ? `at ${currentReplicas}`
            : `from ${currentReplicas} to ${desiredReplicas}`,
        ];
  const said = conditions
    .filter(
      ({ type, status }) =>
        (type === 'ScalingActive' && status === 'FALSE') ||
        (type === 'AbleToScale' && status === 'FALSE') ||
        (type === 'ScalingLimited' && status === 'TRUE'),
    )
    .map(({ reason, message }) => (message === '' ? reason : `${reason}: ${message}`));
  const parts = [...counts, ...metrics.flatMap(metricText), ...said];
  return parts.length === 0 ? '' : `; ${parts.join('; ')}`;
}

function metricText({ name, container, target, current }: AutoscalerMetric): readonly string[] {
  if (current === null) return [];
  const of = container === null ? name : `${name} of ${container}`;
  const values = (['utilization', 'averageValue', 'value'] as const).flatMap((by) =>
    target[by] === null || current[by] === null
      ? []
      : [`${shown(by, current[by])} of a target of ${shown(by, target[by])}`],
  );
  return values.map((value) => `${of} at ${value}`);
}

function shown(by: keyof AutoscalerMetricValue, value: number): string {
  return by === 'utilization' ? `${Math.round(value * 100)} %` : String(Number(value.toPrecision(3)));
}
