import type { Combination } from '../../domain/metrics/metric-definition.ts';

/** Tells the series of one expression from those of the others that were asked with it. */
export const numberLabel = 'tenantry_series';

/** An expression in its scope, and how its series come together. */
export interface NumberedExpression {
  readonly number: number;
  readonly expression: string;
  readonly combine: Combination;
  /** Labels that are kept apart, by the backend's names. */
  readonly by: readonly string[];
}

/** One expression that yields what all of these yield, each series with the number of its own. */
export function joinedQuery(parts: readonly NumberedExpression[]): string {
  return joined(parts.map(numbered));
}

/** Halves of halves: a long chain would look through all that is before it once more for each link. */
function joined(parts: readonly string[]): string {
  const [first = '', ...others] = parts;
  if (others.length === 0) return first;
  const middle = Math.ceil(parts.length / 2);
  return `(${joined(parts.slice(0, middle))}) or (${joined(parts.slice(middle))})`;
}

/** The line's end is for an expression that ends with a comment. */
function numbered({ number, expression, combine, by }: NumberedExpression): string {
  const kept = by.length === 0 ? '' : ` by (${by.join(', ')})`;
  return `label_replace(${combine.toLowerCase()}${kept} (${expression}\n), "${numberLabel}", "${number}", "", "")`;
}
