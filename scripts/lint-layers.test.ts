import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layers } from './lint-layers.mjs';

// The linter itself, with the product's own configuration, over a tree in which every direction is tried.

const root = join(import.meta.dirname, '..');

interface Finding {
  /** Such as `import(no-cycle)`. */
  readonly code: string;
  readonly message: string;
  readonly help?: string;
  /** Relative to the tree. */
  readonly filename: string;
}

/** What `oxlint --deny-warnings` says of a folder. */
function lint(cwd: string): { readonly exitCode: number | null; readonly findings: readonly Finding[] } {
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
  const args = [oxlint, '--deny-warnings', '--format', 'json'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  if (!stdout.startsWith('{')) throw new Error(`oxlint did not run: ${stdout}${stderr}`);
  return { exitCode: status, findings: (JSON.parse(stdout) as { diagnostics: Finding[] }).diagnostics };
}

const names = Object.keys(layers);
const directions = names.flatMap((from) =>
  names.filter((to) => to !== from).map((to) => ({ from, to, allowed: layers[from]?.includes(to) === true })),
);
const forbidden = directions.filter(({ allowed }) => !allowed);
const allowed = directions.filter((direction) => direction.allowed);

/** Every way to write an import of `src/graphql/area/part.ts` in `src/domain/area/spelling.ts`. */
const spellings: Readonly<Record<string, string>> = {
  'a value': "import { part } from '../../graphql/area/part.ts';\nexport const value = part;",
  'a type': "import type { Part } from '../../graphql/area/part.ts';\nexport type Mine = Part;",
  'an export': "export { part } from '../../graphql/area/part.ts';",
  'an export of everything': "export * from '../../graphql/area/part.ts';",
  'an import at run time': "export const value = await import('../../graphql/area/part.ts');",
  'for its effects': "import '../../graphql/area/part.ts';",
  'through src': "export { part } from '../../../src/graphql/area/part.ts';",
  'beginning here': "export { part } from './../../graphql/area/part.ts';",
};

const wiring = globSync('*.ts', { cwd: join(root, 'src') }).filter((name) => !name.endsWith('.test.ts'));

const part = 'export const part = 1;\nexport type Part = typeof part;\n';
const uses = (specifier: string) => `import { part } from '${specifier}';\n\nexport const used = part;\n`;

/** The tree: files by their paths. */
const planted: Record<string, string> = {
  'test/support/part.ts': part,
  'src/lib/cycle/one.ts': "import { two } from './two.ts';\n\nexport const one = (): number => two();\n",
  'src/lib/cycle/two.ts': "import { three } from './three.ts';\n\nexport const two = (): number => three();\n",
  'src/lib/cycle/three.ts': "import { one } from './one.ts';\n\nexport const three = (): number => one();\n",
  'src/lib/type-cycle/one.ts':
    "import type { Two } from './two.ts';\n\nexport interface One {\n  readonly two: Two;\n}\n",
  'src/lib/type-cycle/two.ts':
    "import type { One } from './one.ts';\n\nexport interface Two {\n  readonly one: One | null;\n}\n",
  'src/lib/area/self.ts': "import { self } from './self.ts';\n\nexport const other = self;\n",
};
for (const name of names) {
  planted[`src/${name}/area/part.ts`] = part;
  planted[`src/${name}/area/inside.ts`] = uses('./part.ts');
  planted[`src/${name}/area/to-tests.ts`] = uses('../../../test/support/part.ts');
  for (const file of wiring) planted[`src/${name}/area/to-wiring-${file}`] = uses(`../../${file}`);
}
for (const file of wiring) planted[`src/${file}`] = part;
for (const { from, to } of directions) {
  planted[`src/${from}/area/to-${to}.ts`] = uses(`../../${to}/area/part.ts`);
  planted[`src/${from}/to-${to}.ts`] = uses(`../${to}/area/part.ts`);
}
for (const [spelling, text] of Object.entries(spellings)) {
  planted[`src/domain/area/spelling-${spelling.replaceAll(' ', '-')}.ts`] = `${text}\n`;
}

let tree: string;
let outcome: ReturnType<typeof lint>;
beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'tenantry-lint-'));
  cpSync(join(root, '.oxlintrc.json'), join(tree, '.oxlintrc.json'));
  for (const [path, text] of Object.entries(planted)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  outcome = lint(tree);
});
afterAll(() => rmSync(tree, { recursive: true, force: true }));

const codesOf = (path: string) => outcome.findings.filter(({ filename }) => filename === path).map(({ code }) => code);
const restricted = 'eslint(no-restricted-imports)';
const cycle = 'import(no-cycle)';

describe('lint holds the layout', () => {
  it.each(forbidden)('src/$from may not look at src/$to', ({ from, to }) => {
    for (const path of [`src/${from}/area/to-${to}.ts`, `src/${from}/to-${to}.ts`]) {
      expect([path, codesOf(path)]).toEqual([path, [restricted]]);
    }
  });

  it.each(allowed)('src/$from may look at src/$to', ({ from, to }) => {
    expect(codesOf(`src/${from}/area/to-${to}.ts`)).toEqual([]);
    expect(codesOf(`src/${from}/to-${to}.ts`)).toEqual([]);
  });

  it.each(names)('src/%s looks at itself, and neither at tests nor at what wires the product', (name) => {
    expect(codesOf(`src/${name}/area/inside.ts`)).toEqual([]);
    expect(codesOf(`src/${name}/area/to-tests.ts`)).toEqual([restricted]);
    for (const file of wiring) {
      expect([file, codesOf(`src/${name}/area/to-wiring-${file}`)]).toEqual([file, [restricted]]);
    }
  });

  it.each(Object.keys(spellings))('whatever the import is: %s', (spelling) => {
    expect(codesOf(`src/domain/area/spelling-${spelling.replaceAll(' ', '-')}.ts`)).toContain(restricted);
  });

  it('and refuses cycles, of types too', () => {
    for (const path of ['cycle/one', 'cycle/two', 'cycle/three', 'type-cycle/one', 'type-cycle/two']) {
      expect([path, codesOf(`src/lib/${path}.ts`)]).toEqual([path, [cycle]]);
    }
    expect(codesOf('src/lib/area/self.ts')).toContain('import(no-self-import)');
    expect(outcome.exitCode).toBe(1);
  });

  it('with the rules that are generated from the layout', () => {
    const check = join(root, 'scripts/lint-config.mjs');
    const { status, stderr } = spawnSync(process.execPath, [check, '--check'], { cwd: root, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('and the product keeps to it', () => {
    const { findings } = lint(root);
    const against = findings.filter(({ code }) => code === restricted || code.startsWith('import('));
    expect(against).toEqual([]);
  });
});
