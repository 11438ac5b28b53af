import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadKubeconfig, writeLoadKubeconfig } from './load-kubeconfig.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenantry-load-kubeconfig-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('writeLoadKubeconfig', () => {
  it('writes a new file, and writes over one of its own', () => {
    const path = join(folder, 'new');
    writeLoadKubeconfig(path, loadKubeconfig([]));
    writeLoadKubeconfig(path, loadKubeconfig([]));
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ kind: 'Config', contexts: [] });
  });

  it('leaves a file alone that it has not written, which may be the only one with somebody’s credentials', () => {
    const path = join(folder, 'config');
    writeFileSync(path, 'apiVersion: v1\nkind: Config\n');
    expect(() => writeLoadKubeconfig(path, loadKubeconfig([]))).toThrow(
      'say where else to write with --write-kubeconfig',
    );
    expect(readFileSync(path, 'utf8')).toBe('apiVersion: v1\nkind: Config\n');
  });

  it('says what to do where it cannot write', () => {
    expect(() => writeLoadKubeconfig(join(folder, 'none', 'config'), '')).toThrow('say where with --write-kubeconfig');
  });
});
