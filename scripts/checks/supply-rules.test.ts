import { describe, expect, it } from 'vitest';
import { installScripts, supplyFaults } from './supply-rules.ts';
import type { Supply } from './supply-rules.ts';

const integrity = `sha512-${'a'.repeat(86)}==`;
const good = {
  manifest: {
    workspaces: ['sdk'],
    allowScripts: Object.fromEntries(Object.entries(installScripts).map(([name, { runs }]) => [name, runs])),
  },
  npmrc: 'omit-lockfile-registry-resolved=true\nstrict-allow-scripts=true\n',
  lock: {
    lockfileVersion: 3,
    packages: {
      '': { dependencies: { ws: '^8.0.0 || >=9' }, devDependencies: { knip: '~6.42.0' } },
      sdk: { dependencies: { ws: '^8.0.0' } },
      'node_modules/@tenantry/sdk': { resolved: 'sdk', link: true },
      'node_modules/ws': { integrity },
      ...Object.fromEntries(
        Object.keys(installScripts).map((name) => [`node_modules/${name}`, { integrity, hasInstallScript: true }]),
      ),
    },
  },
} satisfies Supply;

/** The faults where one package is another. */
function faultsWith(place: string, locked: object): readonly string[] {
  return supplyFaults({ ...good, lock: { ...good.lock, packages: { ...good.lock.packages, [place]: locked } } });
}

describe('supplyFaults', () => {
  it('has nothing to say about packages that are locked by their content', () => {
    expect(supplyFaults(good)).toEqual([]);
  });

  it.each([
    ['no digest', {}],
    ['a weak digest', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }],
    ['a digest that was cut off', { integrity: integrity.slice(0, -3) }],
    ['a registry of its own', { integrity, resolved: 'https://registry.example.com/ws/-/ws-8.0.0.tgz' }],
    ['a repository', { integrity, resolved: 'git+ssh://git@example.com/ws.git#0123456' }],
    ['a file', { integrity, resolved: 'file:../ws.tgz' }],
    ['a link to what is no workspace', { link: true, resolved: '../elsewhere' }],
    ['a dependency from a repository', { integrity, dependencies: { a: 'github:someone/a' } }],
    ['a dependency by http', { integrity, optionalDependencies: { a: 'https://example.com/a.tgz' } }],
    ['a dependency from a folder', { integrity, dependencies: { a: 'file:../a' } }],
    ['a script that nobody stated', { integrity, hasInstallScript: true }],
  ])('refuses a package with %s', (_what, locked) => {
    expect(faultsWith('node_modules/a/node_modules/ws', locked)).toHaveLength(1);
  });

  it('refuses dependencies of its own that are no versions', () => {
    expect(faultsWith('', { dependencies: { ws: 'someone/ws' } })).toEqual([
      'package.json: wants ws as someone/ws, which is no version',
    ]);
  });

  it('wants the list of scripts to be what there is, and what npm is told', () => {
    expect(faultsWith('node_modules/node', { integrity })).toHaveLength(1);
    const manifest = { ...good.manifest, allowScripts: { ...good.manifest.allowScripts, node: false } };
    expect(supplyFaults({ ...good, manifest })).toHaveLength(1);
    expect(supplyFaults({ ...good, manifest: { workspaces: ['sdk'] } })).toHaveLength(2);
  });

  it('wants the settings that keep it so, and none that belong to a machine', () => {
    expect(supplyFaults({ ...good, npmrc: '' })).toHaveLength(2);
    const npmrc = `${good.npmrc}registry=https://registry.example.com\n//registry.example.com/:_authToken=abc\n`;
    expect(supplyFaults({ ...good, npmrc })).toEqual([
      '.npmrc: registry: belongs to a machine, not into the repository',
      '.npmrc: //registry.example.com/:_authToken: belongs to a machine, not into the repository',
    ]);
  });
});
