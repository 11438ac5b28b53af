import type { IntOrString } from '../objects/kube-object.ts';

/** A number of `total`, where a percentage is rounded up or down. */
export function scaledValue(value: IntOrString | undefined, total: number, round: 'up' | 'down'): number {
  if (typeof value === 'number') return value;
  const share = (Number.parseInt(value ?? '0', 10) * total) / 100;
  return round === 'up' ? Math.ceil(share) : Math.floor(share);
}
