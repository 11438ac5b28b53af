import { defineConfig } from 'vitest/config';
import { realClusters } from './test/support/real-clusters.ts';

const available = realClusters() === 'available';
const sharedClusters = available ? { globalSetup: ['test/support/shared-clusters-setup.ts'] } : {};
const patient = { testTimeout: 60_000, hookTimeout: 120_000 };

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
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          ...sharedClusters,
          ...patient,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'integration',
          include: available ? ['test/integration/**/*.test.ts'] : [],
          ...sharedClusters,
          ...patient,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'faults',
          include: available ? ['test/faults/**/*.test.ts'] : [],
          ...patient,
          testTimeout: 120_000,
          // They freeze and kill servers of their own and measure what that does to others: alone, one at a time.
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
