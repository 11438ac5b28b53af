import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { everythingIsMandatory } from './real-clusters.ts';

/**
 * Whether this run has a browser: `available`; `unwanted` (`npm run test:quick`); or `missing`. Where everything is mandatory it
 * counts as available, so that the suites run, and fail with the reason.
 */
export function realBrowser(env: NodeJS.ProcessEnv = process.env): 'available' | 'unwanted' | 'missing' {
  if (env['TENANTRY_TEST_QUICK'] === '1') return 'unwanted';
  return everythingIsMandatory(env) || findProgram() !== undefined ? 'available' : 'missing';
}

/** Starts Debian's Chromium, without a window. @throws Error where it is not installed */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findProgram();
  if (executablePath === undefined) throw new Error('Chromium is not installed: apt-get install chromium');
  // Its sandbox wants more rights than a container gives; nothing but our own pages is opened.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
}

function findProgram(): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...onPath, '/usr/bin'].map((folder) => join(folder, 'chromium')).find((path) => existsSync(path));
}
