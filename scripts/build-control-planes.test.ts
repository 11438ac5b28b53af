import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildControlPlanes } from './build-control-planes.ts';

// Stands in for Go: writes the asked program, notes the call, and fails when told to. What Go itself makes of the
// modules, the suites with real clusters show.
const go = `#!/bin/sh
[ "$1" = version ] && exit 0
echo "$*" >>"$CALLS"
[ -e "$FAIL" ] && { echo "no route to host" >&2; exit 1; }
output="$GOBIN/$(basename "\${4%@*}")"
while [ $# -gt 0 ]; do [ "$1" = -o ] && output="$2"; shift; done
mkdir -p "$GOCACHE"
echo "program" >"$output"
`;

describe('the build of the control planes', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tenantry-build-'));
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin', 'go'), go);
    chmodSync(join(folder, 'bin', 'go'), 0o755);
    writeFileSync(join(folder, 'calls'), '');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  const build = async (path = `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'build-control-planes.ts')], {
      env: {
        PATH: path,
        CALLS: join(folder, 'calls'),
        FAIL: join(folder, 'fail'),
        TENANTRY_TEST_CACHE: join(folder, 'cache'),
      },
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, output };
  };

  it('builds each program once, also when two run at a time, and then nothing more', async () => {
    const both = await Promise.all([build(), build()]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(calls()).toHaveLength(12);
    expect(new Set(calls()).size).toBe(12);
    expect(readdirSync(join(folder, 'cache'))).toEqual(['bin']);
    expect(readdirSync(join(folder, 'cache', 'bin'))).toContain('kwok-v0.8.0');
    expect(readdirSync(join(folder, 'cache', 'bin', 'kubernetes-v1.36.3'))).toHaveLength(4);
    const again = await build();
    expect(again).toEqual({ code: 0, output: '' });
    expect(calls()).toHaveLength(12);
  });

  it('tells the versions to the servers', async () => {
    await build();
    const line = calls().find((call) => call.includes('v1.35.4') && call.includes('cmd/kube-apiserver'));
    expect(line).toContain('version.gitVersion=v1.35.4');
    expect(line).toContain('version.gitMinor=35');
  });

  it('says what to do without Go', async () => {
    const { code, output } = await build('/nonexistent');
    expect(code).toBe(1);
    expect(output).toContain('install it from https://go.dev/dl/');
  });

  it('tries again when a build fails, says why in the end, and leaves nothing half-done', async () => {
    vi.stubEnv('PATH', `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`);
    vi.stubEnv('CALLS', join(folder, 'calls'));
    vi.stubEnv('FAIL', join(folder, 'fail'));
    vi.stubEnv('TENANTRY_TEST_CACHE', join(folder, 'cache'));
    writeFileSync(join(folder, 'fail'), '');
    const outcome = await buildControlPlanes(() => undefined, [0, 0]);
    vi.unstubAllEnvs();
    expect(outcome).toEqual({
      complete: false,
      reason: 'Building kube-apiserver v1.35.4 failed: no route to host',
    });
    expect(calls()).toHaveLength(3);
    expect(readdirSync(join(folder, 'cache', 'bin'))).toEqual(['kubernetes-v1.35.4.unfinished']);
    rmSync(join(folder, 'fail'));
    expect((await build()).code).toBe(0);
  });
});
