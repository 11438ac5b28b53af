import { defineConfig } from 'vitest/config';
import { realPrometheus } from './test/support/prometheus.ts';
import { realPostgres } from './test/support/postgres.ts';
import { realBrowser } from './test/support/browser.ts';
import { realClusters } from './test/support/real-clusters.ts';
import { beginRecording } from './test/support/recording/recording.ts';
import { realRedis } from './test/support/redis.ts';

beginRecording();

const available = realClusters() === 'available';
const sharedClusters = available ? { globalSetup: ['test/support/shared-clusters-setup.ts'] } : {};
const measured = ['black-hole', 'frozen-cluster', 'hostile-operations', 'killed-in-rollout'].map(
  (name) => `test/faults/${name}.test.ts`,
);
const withoutServers = realPostgres() === 'available' && realRedis() === 'available' ? [] : ['test/faults/redis/**'];
/** Areas of test/integration that have projects of their own. */
const elsewhere = ['edge', 'events', 'sign-on', 'start', 'records'];
const patient = { testTimeout: 60_000, hookTimeout: 120_000 };

/** Vite would load graphql's ESM build where packages load the other one, and the two refuse each other's schemas. */
const oneGraphql = [{ find: /^graphql$/, replacement: 'graphql/index.js' }];
const common = { alias: oneGraphql, setupFiles: ['test/support/recording/record-answers.ts'] };

/** Whole parts on simulated clusters and embedded records: nothing real, but more than a quick run has time for. */
const parts = [
  ...['create', 'approved', 'frozen', 'audited', 'signalled', 'moved', 'planned', 'allowed'].map(
    (name) => `src/domain/operations/${name}-operations.test.ts`,
  ),
  'src/domain/operations/{approvals-hold,unsteady-gateways}.test.ts',
  'src/kubernetes/cluster-registry{,-names}.test.ts',
  'src/kubernetes/reflector/large-lists.test.ts',
  'src/records/**/*.test.ts',
  'src/simulator/start-simulated-fleet.test.ts',
];

export default defineConfig({
  test: {
    pool: 'forks',
    // Two cores carry the control planes, too.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          ...common,
          // The edge is tested on real sockets, and needs no cluster.
          include: [
            'src/**/*.test.ts',
            'sdk/**/*.test.ts',
            'scripts/**/*.test.ts',
            'test/support/**/*.test.ts',
            'test/bench/**/*.test.ts',
            'test/integration/edge/**/*.test.ts',
          ],
          exclude: parts,
          // Property tests take seconds, and many times that on a busy machine.
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'parts',
          ...common,
          include: realClusters() === 'unwanted' ? [] : parts,
          exclude: ['src/records/postgres/**'],
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'isolation',
          ...common,
          // Thousands of generated people ask everything that the schema has.
          include: realClusters() === 'unwanted' ? [] : ['test/isolation/**/*.test.ts'],
          testTimeout: 900_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'records',
          ...common,
          // The suites of the stores again, on PostgreSQL, and the gateway on it, with the simulated fleet.
          include:
            realPostgres() === 'available' ? ['src/records/**/*.test.ts', 'test/integration/records/**/*.test.ts'] : [],
          exclude: ['src/records/sqlite/**'],
          ...(realPostgres() === 'available' && { globalSetup: ['test/support/shared-postgres-setup.ts'] }),
          ...patient,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'events',
          ...common,
          // Gateways that tell each other over Redis.
          include: realRedis() === 'available' ? ['test/integration/events/**/*.test.ts'] : [],
          ...patient,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'start',
          ...common,
          // The gateway as a process, as a newcomer sees it: needs no cluster, but more time than a quick run has.
          include: realClusters() === 'unwanted' ? [] : ['test/integration/start/**/*.test.ts'],
          ...patient,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'sign-on',
          ...common,
          // A real OpenID Connect provider, and a real browser.
          include: realClusters() === 'unwanted' ? [] : ['test/integration/sign-on/**/*.test.ts'],
          exclude: realBrowser() === 'available' ? [] : ['test/integration/sign-on/browser/**'],
          ...patient,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'contract',
          ...common,
          include: ['test/contract/**/*.test.ts'],
          ...sharedClusters,
          ...patient,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'integration',
          ...common,
          include: available ? ['test/integration/**/*.test.ts'] : [],
          exclude: [...elsewhere, ...(realPrometheus() === 'available' ? [] : ['metrics'])].map(
            (area) => `test/integration/${area}/**`,
          ),
          ...sharedClusters,
          ...patient,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'recorded',
          ...common,
          // Reads what the suites before it made the gateway send to the shared clusters.
          include: available ? ['test/recorded/**/*.test.ts'] : [],
          ...sharedClusters,
          ...patient,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'faults',
          ...common,
          include: available ? ['test/faults/**/*.test.ts'] : [],
          exclude: [...measured, ...withoutServers],
          ...patient,
          testTimeout: 120_000,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          name: 'measured',
          ...common,
          include: available ? measured : [],
          ...patient,
          testTimeout: 120_000,
          // They measure what a fault does to others: alone, one at a time.
          maxWorkers: 1,
          sequence: { groupOrder: 5 },
        },
      },
      {
        test: {
          name: 'leaks',
          ...common,
          // Reads what all suites before it made the gateways let out.
          include: ['test/leaks/**/*.test.ts'],
          testTimeout: 300_000,
          sequence: { groupOrder: 6 },
        },
      },
    ],
  },
});
