import { parseArgs } from 'node:util';
import { wholeNumberOption } from '../../src/lib/whole-number-option.ts';

/** How long, and how much, `npm run soak` is asked to do. */
export interface SoakOptions {
  readonly minutes: number;
  readonly clusters: number;
  /** Changes of all clusters together, a second. */
  readonly churn: number;
}

/** @throws Error whose message says which option is wrong, and how it is written */
export function soakOptions(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '10' },
      clusters: { type: 'string', default: '100' },
      churn: { type: 'string', default: '1000' },
    },
  });
  return {
    minutes: wholeNumberOption('minutes', values.minutes, 1, 10_000),
    clusters: wholeNumberOption('clusters', values.clusters, 2, 9_999),
    churn: wholeNumberOption('churn', values.churn, 1, 100_000),
  };
}
