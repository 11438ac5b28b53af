import { expect, it } from 'vitest';
import { shapeOfRequest, shapesInTheContract } from '../contract/request-shapes.ts';
import { sharedCluster } from '../support/shared-clusters.ts';

/**
 * Runs behind the integration tests, on the audit logs of the clusters that they ran on: what the gateway asked there is what
 * the contract suite asks the simulator and real API servers. Run with `--project integration --project recorded`.
 */
it.each(['eu-1', 'us-1'] as const)('all that the gateway asked %s is in the contract', (name) => {
  const asked = sharedCluster(name)
    .auditEvents()
    .filter(({ userAgent }) => userAgent === 'tenantry')
    .map(({ verb, requestURI }) => shapeOfRequest(methodOf(verb), requestURI));
  expect(
    asked.some((shape) => shape.startsWith('PATCH ')),
    'the integration tests ran before this',
  ).toBe(true);
  expect([...new Set(asked)].filter((shape) => !shapesInTheContract.includes(shape))).toEqual([]);
});

/** The audit log tells Kubernetes' verbs. */
function methodOf(verb: string): string {
  return verb === 'get' || verb === 'list' || verb === 'watch' ? 'GET' : verb.toUpperCase();
}
