// What `npm test` runs: every test that this machine can run, after building the control planes that they need.
// `--quick` (`npm run test:quick`): without real clusters. Other arguments pick test files by a part of their path.
// The last line is always `N passed, N failed, N skipped`.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { startVitest } from 'vitest/node';
import type { Vitest } from 'vitest/node';
import { buildControlPlanes } from './build-control-planes.ts';
import { realBrowser } from '../test/support/browser.ts';
import { realPostgres } from '../test/support/postgres.ts';
import { realPrometheus } from '../test/support/prometheus.ts';
import { everythingIsMandatory, realClusters } from '../test/support/real-clusters.ts';
import { realRedis } from '../test/support/redis.ts';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const root = join(import.meta.dirname, '..');
/** As in vitest.config.ts. */
const suitesOnRealClusters = 'test/{integration,recorded,faults}/**/*.test.ts';
const suitesWithout = ['edge', 'events', 'sign-on', 'start', 'records'].map((area) => `test/integration/${area}/**`);
const suitesOnPostgres = [
  'src/records/**/*.test.ts',
  'test/integration/records/**/*.test.ts',
  'test/faults/{postgres,redis}/**/*.test.ts',
];
const suitesOnRedis = ['test/integration/events/**/*.test.ts', 'test/faults/redis/**/*.test.ts'];
const suitesOnPrometheus = ['test/integration/metrics/**/*.test.ts'];
const suitesInBrowser = ['test/integration/sign-on/browser/**/*.test.ts'];
const suitesOnSqlite = ['src/records/sqlite/**'];

const quick = process.argv.includes('--quick');
const filters = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const counts = await run();
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
// Not by exit code alone: a handle that some test left open must not keep the process.
process.exit(counts.failed === 0 ? 0 : 1);

async function run(): Promise<Counts> {
  const skipped = new Set<string>();
  const notices: string[] = [];
  if (quick) {
    process.env['TENANTRY_TEST_QUICK'] = '1';
  } else {
    const { complete, reason } = await buildControlPlanes((line) => console.log(line));
    if (!complete && everythingIsMandatory()) {
      console.error(`The control planes are mandatory here, and cannot be had. ${reason}`);
      return { passed: 0, failed: 1, skipped: 0 };
    }
    if (!complete) {
      const suites = globSync(suitesOnRealClusters, { cwd: root, exclude: suitesWithout });
      for (const suite of suites) skipped.add(suite);
      notices.push(`Skipped: the ${suites.length} suites that need real clusters. ${reason}`);
    }
    if (realPostgres() === 'missing') {
      const suites = globSync(suitesOnPostgres, { cwd: root, exclude: suitesOnSqlite });
      for (const suite of suites) skipped.add(suite);
      notices.push(
        `Skipped: the ${suites.length} suites on PostgreSQL. It is not installed: apt-get install postgresql.`,
      );
    }
  }
  if (realRedis() === 'missing') {
    const suites = globSync(suitesOnRedis, { cwd: root });
    for (const suite of suites) skipped.add(suite);
    notices.push(`Skipped: the ${suites.length} suites on Redis. It is not installed: apt-get install redis-server.`);
  }
  if (realClusters() === 'available' && realPrometheus() === 'missing') {
    const suites = globSync(suitesOnPrometheus, { cwd: root });
    for (const suite of suites) skipped.add(suite);
    notices.push(
      `Skipped: the ${suites.length} suites on Prometheus. It is not installed: apt-get install prometheus.`,
    );
  }
  if (realBrowser() === 'missing') {
    const suites = globSync(suitesInBrowser, { cwd: root });
    for (const suite of suites) skipped.add(suite);
    notices.push(`Skipped: the ${suites.length} suites in a browser. It is not installed: apt-get install chromium.`);
  }
  const vitest = await startVitest('test', filters, { root, watch: false, passWithNoTests: true });
  const counts = count(vitest);
  await vitest.close();
  for (const notice of notices) console.log(notice);
  return { ...counts, skipped: counts.skipped + skipped.size };
}

function count(vitest: Vitest): Counts {
  const counts = { passed: 0, failed: vitest.state.getUnhandledErrors().length, skipped: 0 };
  for (const module of vitest.state.getTestModules()) {
    let failedTests = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') counts.passed += 1;
      else if (state === 'failed') failedTests += 1;
      else counts.skipped += 1;
    }
    // A file that cannot be loaded, or whose hooks fail, has no failed test.
    counts.failed += failedTests === 0 && module.state() === 'failed' ? 1 : failedTests;
  }
  return counts;
}
