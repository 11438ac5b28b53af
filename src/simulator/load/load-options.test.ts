import { describe, expect, it } from 'vitest';
import { loadOptions } from './load-options.ts';

describe('loadOptions', () => {
  it('has defaults for all', () => {
    expect(loadOptions([])).toEqual({
      clusters: 10,
      deployments: 1_000,
      churn: 0,
      json: false,
      writeKubeconfig: 'load.kubeconfig',
      help: false,
    });
  });

  it.each([
    [['--clusters', 'ten'], '--clusters is a whole number from 1 to 9999, not "ten".'],
    [['--clusters', '0'], '--clusters is a whole number from 1 to 9999, not "0".'],
    [['--deployments', ''], '--deployments is a whole number from 1 to 9999, not "".'],
    [['--churn=1e3'], '--churn is a whole number from 0 to 1000000, not "1e3".'],
    [['--cluster', '5'], "Unknown option '--cluster'"],
  ])('says of %j what is wrong', (args, message) => {
    expect(() => loadOptions(args)).toThrow(message);
  });
});
