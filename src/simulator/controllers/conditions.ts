import type { Condition } from '../objects/kube-object.ts';
import { timestamp } from '../objects/timestamp.ts';

/** The condition of a type. */
export function findCondition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

export function withoutCondition(conditions: readonly Condition[] | undefined, type: string): readonly Condition[] {
  return (conditions ?? []).filter((condition) => condition.type !== type);
}

/**
 * Sets a Deployment's condition: the same status and reason change nothing, and the transition time moves only with
 * the status.
 */
export function setCondition(
  conditions: readonly Condition[] | undefined,
  next: Pick<Condition, 'type' | 'status' | 'reason' | 'message'>,
  now: number,
): readonly Condition[] {
  const current = findCondition(conditions, next.type);
  if (current !== undefined && current.status === next.status && current.reason === next.reason)
    return conditions ?? [];
  const lastTransitionTime =
    current?.status === next.status && current.lastTransitionTime !== undefined
      ? current.lastTransitionTime
      : timestamp(now);
  const { type, status, reason, message } = next;
  const condition: Condition = {
    type,
    status,
    lastUpdateTime: timestamp(now),
    lastTransitionTime,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  };
  return [...withoutCondition(conditions, next.type), condition];
}
