import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { hashToken, tokenOf } from '../src/auth/caller-token.ts';
import { checkCallersShape } from '../src/auth/callers-shape.ts';

const script = fileURLToPath(new URL('caller-token.ts', import.meta.url));
const run = (...names: readonly string[]) => spawnSync('node', [script, ...names], { encoding: 'utf8' });

describe('callers:token', () => {
  it('prints a new token, and the entry that lets its caller in', () => {
    const [first, second] = [run('mia'), run('mia')];
    const token = /^ {2}(tnt_\S+)$/m.exec(first.stdout)![1]!;
    expect(tokenOf([`Bearer ${token}`])).toBe(token);
    expect(second.stdout).not.toContain(token);
    const entry: unknown = parse(`callers:\n${first.stdout.slice(first.stdout.indexOf('  - name'))}`);
    expect(entry).toEqual({
      callers: [{ name: 'mia', kind: 'USER', roles: ['developer'], tokenHash: hashToken(token) }],
    });
    expect(checkCallersShape(entry as never)).toEqual([]);
    expect([first.status, first.stderr]).toEqual([0, '']);
  });

  it.each([[[]], [['--help']], [['mia', 'ci']], [['a b']], [['tenantry']]])(
    'makes none where it is not said whose it is: %j',
    (names) => {
      const { status, stdout, stderr } = run(...names);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/NAME|Write/);
    },
  );
});
