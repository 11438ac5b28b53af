import { parseArgs } from 'node:util';
import { wholeNumberOption } from '../../lib/whole-number-option.ts';

/** What `npm run load` was asked for. */
export interface LoadOptions {
  readonly clusters: number;
  /** Of each cluster. */
  readonly deployments: number;
  /** Objects of the fleet that change in a second. */
  readonly churn: number;
  readonly json: boolean;
  /** Where the kubeconfig goes. */
  readonly writeKubeconfig: string;
  readonly help: boolean;
}

/**
 * Reads the command line.
 * @throws Error whose message says which option is wrong, and how it is written
 */
export function loadOptions(args: readonly string[]): LoadOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      clusters: { type: 'string', default: '10' },
      deployments: { type: 'string', default: '1000' },
      churn: { type: 'string', default: '0' },
      json: { type: 'boolean', default: false },
      'write-kubeconfig': { type: 'string', default: 'load.kubeconfig' },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    clusters: wholeNumberOption('clusters', values.clusters, 1, 9_999),
    deployments: wholeNumberOption('deployments', values.deployments, 1, 9_999),
    churn: wholeNumberOption('churn', values.churn, 0, 1_000_000),
    json: values.json,
    writeKubeconfig: values['write-kubeconfig'],
    help: values.help,
  };
}
