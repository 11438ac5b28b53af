import { defineConfig } from 'vitest/config';
import { missingTools } from './test/support/toolchain.ts';

// Without the programs of a control plane the suites that need them have no tests to offer; scripts/test.ts says so,
// and counts them as skipped. Where everything is mandatory (CI) they run, and fail with the reason.
const mandatory = process.env['CI'] === 'true' || process.env['TENANTRY_TEST_REQUIRE_ALL'] === '1';
const withClusters = mandatory || missingTools() === undefined;

const real = {
  globalSetup: ['test/support/shared-clusters-setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    pool: 'forks',
    // Two cores carry the control planes, too.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'sdk/**/*.test.ts', 'scripts/**/*.test.ts'],
          testTimeout: 10_000,
        },
      },
      ...(withClusters
        ? [
            { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], ...real } },
            { test: { name: 'integration', include: ['test/integration/**/*.test.ts'], ...real } },
            // These freeze and kill servers and measure what that does to others: one at a time.
            { test: { name: 'faults', include: ['test/faults/**/*.test.ts'], fileParallelism: false, ...real } },
          ]
        : []),
    ],
  },
});
