// Builds the Kubernetes control planes that the tests run, and the tools beside them, into a cache outside the work
// tree. Does nothing where they are built already; two at once wait for each other; an interrupted one leaves nothing
// half-done. Run it by hand with: npm run build:control-planes
import { pathToFileURL } from 'node:url';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { takeFileLock } from './file-lock.ts';
import { cacheRoot, toolSetFolder, toolSets, toolsFolder } from '../test/support/toolchain.ts';
import type { ToolSet } from '../test/support/toolchain.ts';

/** How often a running build says that it still runs, in milliseconds. */
const heartbeat = 30_000;

export interface BuildOutcome {
  /** Whether everything is there now. */
  readonly complete: boolean;
  /** Why not, as one line that says what to do; empty when complete. */
  readonly reason: string;
}

/**
 * Builds what is missing.
 *
 * @param log receives each line of progress
 * @param retryAfter waits before the second and the third try of a build that failed (downloads are flaky), in milliseconds
 */
export async function buildControlPlanes(
  log: (line: string) => void,
  retryAfter: readonly number[] = [3_000, 15_000],
): Promise<BuildOutcome> {
  const root = cacheRoot();
  if (missingSets(root).length === 0) return { complete: true, reason: '' };
  if (spawnSync('go', ['version']).status !== 0) {
    return {
      complete: false,
      reason: 'There is no Go on this machine, which builds the control planes: install it from https://go.dev/dl/',
    };
  }
  const unlock = await takeFileLock(join(root, 'build.lock'), (holder) =>
    log(`Another build is running (process ${holder}); waiting for it.`),
  );
  try {
    // Looked at again: whoever had the lock may have built them.
    const missing = missingSets(root);
    if (missing.length > 0) await buildSets(missing, root, log, retryAfter);
    return { complete: true, reason: '' };
  } catch (error) {
    return { complete: false, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    unlock();
  }
}

function missingSets(root: string): readonly ToolSet[] {
  return toolSets.filter((set) => !existsSync(toolSetFolder(set, root)));
}

async function buildSets(
  sets: readonly ToolSet[],
  root: string,
  log: (line: string) => void,
  retryAfter: readonly number[],
): Promise<void> {
  const total = sets.reduce((sum, set) => sum + Object.keys(set.binaries).length, 0);
  const buildCache = join(root, 'go-build');
  const started = Date.now();
  let number = 0;
  log(
    `Building the ${total} programs of the test control planes into ${root}; all 12 take some 20 minutes on 2 cores.`,
  );
  for (const set of sets) {
    const target = toolSetFolder(set, root);
    const unfinished = `${target}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    for (const [binary, goPackage] of Object.entries(set.binaries)) {
      number += 1;
      const title = `[${number}/${total}] ${binary} ${set.version}`;
      const begun = Date.now();
      log(`${title} …`);
      await buildWithRetries(
        async () =>
          await build(set, binary, goPackage, unfinished, buildCache, () =>
            log(`${title} … ${minutes(Date.now() - begun)}`),
          ),
        `${binary} ${set.version}`,
        retryAfter,
      );
      log(`${title} built in ${minutes(Date.now() - begun)} (${minutes(Date.now() - started)} in all)`);
    }
    renameSync(unfinished, target);
  }
  // Several GB that only a further build would use.
  rmSync(buildCache, { recursive: true, force: true });
}

async function buildWithRetries(
  tryOnce: () => Promise<string | undefined>,
  name: string,
  retryAfter: readonly number[],
): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const failure = await tryOnce();
    if (failure === undefined) return;
    const wait = retryAfter[attempt];
    if (wait === undefined) throw new Error(`Building ${name} failed: ${failure}`);
    await delay(wait);
  }
}

/** @returns the end of what the build said when it failed */
async function build(
  set: ToolSet,
  binary: string,
  goPackage: string,
  folder: string,
  buildCache: string,
  onHeartbeat: () => void,
): Promise<string | undefined> {
  const flags = ['-trimpath', `-ldflags=${linkerFlags(set)}`];
  const command =
    set.module === undefined
      ? ['install', ...flags, `${goPackage}@${set.version}`]
      : ['build', ...flags, '-o', join(folder, binary), goPackage];
  const child = spawn('go', command, {
    cwd: set.module === undefined ? toolsFolder : join(toolsFolder, set.module),
    // Without cgo the programs are the same on every machine, and none needs a C compiler.
    env: { ...process.env, CGO_ENABLED: '0', GOCACHE: buildCache, GOBIN: folder, GOFLAGS: '-buildvcs=false' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2_000)));
  const timer = setInterval(onHeartbeat, heartbeat);
  try {
    return await new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code) => resolve(code === 0 ? undefined : said.trim() || `go ended with code ${code}`));
    });
  } finally {
    clearInterval(timer);
  }
}

function linkerFlags(set: ToolSet): string {
  const strip = '-s -w';
  if (set.name !== 'kubernetes') return strip;
  // Without these the servers call themselves v0.0.0, and programs that read the version refuse them.
  const [major, minor] = set.version.slice(1).split('.');
  const variables = { gitVersion: set.version, gitMajor: major, gitMinor: minor };
  const settings = Object.entries(variables).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  );
  return [strip, ...settings].join(' ');
}

function minutes(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const outcome = await buildControlPlanes((line) => console.log(line));
  if (!outcome.complete) {
    console.error(outcome.reason);
    process.exitCode = 1;
  }
}
