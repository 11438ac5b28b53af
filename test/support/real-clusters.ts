import { missingTools } from './toolchain.ts';

/** Whether the suites that need real clusters are to fail, not to be skipped, where these cannot be had. */
export function everythingIsMandatory(env: NodeJS.ProcessEnv = process.env): boolean {
  return env['CI'] === 'true' || env['TENANTRY_TEST_REQUIRE_ALL'] === '1';
}

/**
 * Whether this run has real clusters: `available`; `unwanted` (`npm run test:quick`); or `missing`, when their programs
 * are not built. Where everything is mandatory they count as available, so that the suites run, and fail with the reason.
 */
export function realClusters(env: NodeJS.ProcessEnv = process.env): 'available' | 'unwanted' | 'missing' {
  if (env['TENANTRY_TEST_QUICK'] === '1') return 'unwanted';
  return everythingIsMandatory(env) || missingTools() === undefined ? 'available' : 'missing';
}
