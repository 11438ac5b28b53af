import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterDefinition } from '../../domain/clusters/cluster-definition.ts';
import { systemClock } from '../../lib/clock.ts';
import type { Clock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { openClusterFiles } from './cluster-files.ts';
import type { ClusterFiles, ClusterFilesOptions } from './cluster-files.ts';
import { formatProblem } from '../../lib/file-problem.ts';
import { kubeconfigText } from './kubeconfig.fixture.ts';

let folder: string;
let clusters: string;
let files: ClusterFiles | undefined;
/** What the target was told, in order. */
let calls: string[];
let definitions: Map<string, ClusterDefinition>;

/** Without the periodic scan, what the file system tells has to do. */
const watchAlone: Clock = {
  ...systemClock,
  after: (ms, run) => (ms < 5_000 ? systemClock.after(ms, run) : () => {}),
};
/** Without what the file system tells, the periodic scan has to do; it does not take its time here. */
const scanAlone: Clock = {
  ...systemClock,
  after: (ms, run) => (ms === 100 ? () => {} : systemClock.after(ms === 5_000 ? 20 : ms, run)),
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenantry-cluster-files-'));
  clusters = join(folder, 'clusters');
  await mkdir(clusters);
  await writeFile(join(folder, 'all.kubeconfig'), kubeconfigText({ contexts: ['a', 'b'] }));
  calls = [];
  definitions = new Map();
});
afterEach(async () => {
  await files?.close();
  await rm(folder, { recursive: true });
});

async function open(options: Partial<ClusterFilesOptions> = {}): Promise<ClusterFiles> {
  files = await openClusterFiles({
    directory: clusters,
    kubeconfig: null,
    clock: watchAlone,
    log: silentLog,
    display: (path) => path.replace(`${folder}/`, ''),
    target: {
      async add(definition) {
        calls.push(`${definitions.has(definition.name) ? 'change' : 'add'} ${definition.name}`);
        definitions.set(definition.name, definition);
      },
      async remove(name) {
        calls.push(`remove ${name}`);
        definitions.delete(name);
      },
    },
    ...options,
  });
  return files;
}

const save = (name: string, text: string) => writeFile(join(clusters, name), text);
const cluster = (name: string, more = '') => `name: ${name}\nkubeconfig: ../all.kubeconfig\n${more}`;
const told = () => files!.problems.map(formatProblem);

/** Resolves when the files' own watch has made this so. */
async function until(condition: () => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const check = (): void => {
    if (condition()) resolve();
  };
  const stop = files!.onChange(check);
  check();
  await promise;
  stop();
}

describe('at the start', () => {
  it('an empty folder, and none at all, define nothing', async () => {
    await open();
    expect(files).toMatchObject({ count: 0, problems: [] });
    await files!.close();
    await open({ directory: join(folder, 'none') });
    expect(files).toMatchObject({ count: 0, problems: [] });
  });

  it('reads *.yaml, not what lies deeper, is hidden or is something else', async () => {
    await save('eu.yaml', cluster('eu'));
    await save('us.yaml', cluster('us'));
    await save('.hidden.yaml', cluster('hidden'));
    await save('README.md', 'x');
    await mkdir(join(clusters, 'demo'));
    await save('demo/demo.yaml', cluster('demo'));
    await open();
    expect(calls).toEqual(['add eu', 'add us']);
    expect(files).toMatchObject({ count: 2, problems: [] });
  });

  it('a wrong file does not stop the others', async () => {
    await save('a.yaml', 'name: [');
    await save('b.yaml', cluster('b'));
    await save('c.yml', cluster('c'));
    await open();
    expect(calls).toEqual(['add b']);
    expect(told()).toEqual([
      'clusters/c.yml: Is not read: cluster files end with .yaml. Rename it.',
      expect.stringContaining('clusters/a.yaml:1: Not valid YAML'),
    ]);
    expect(files!.count).toBe(3);
  });

  it('of two files with one name the second is refused, with the line and the first one', async () => {
    await save('a.yaml', cluster('eu'));
    await save('b.yaml', `# again\n${cluster('eu')}`);
    await open();
    expect(calls).toEqual(['add eu']);
    expect(told()).toEqual([
      'clusters/b.yaml:2: name: eu is the name of the cluster of clusters/a.yaml already. Give this one another name.',
    ]);
  });

  it('a target that fails for one cluster gets the others', async () => {
    await save('a.yaml', cluster('a'));
    await save('b.yaml', cluster('b'));
    const added: string[] = [];
    const add = async ({ name }: ClusterDefinition) => {
      if (name === 'a') throw new Error('no');
      added.push(name);
    };
    await open({ target: { add, remove: async () => {} } });
    expect(added).toEqual(['b']);
  });

  it('a target that failed for a moment gets the cluster, its change and its removal after all', async () => {
    await save('a.yaml', cluster('a'));
    let away = true;
    let later = 0;
    const clock = { now: () => Date.now() + later, after: () => () => {} };
    const done: string[] = [];
    const act = async (what: string) => {
      if (away) throw new Error('the records are away');
      done.push(what);
    };
    const target = {
      add: ({ labels }: ClusterDefinition) => act(`add ${labels['tier'] ?? ''}`),
      remove: (name: string) => act(`remove ${name}`),
    };
    await open({ clock, target });
    const both = async () => {
      away = false;
      await files!.rescan();
      away = true;
    };
    await both();
    expect(done).toEqual(['add ']);
    await save('a.yaml', cluster('a', 'labels: { tier: prod }'));
    await files!.rescan();
    await both();
    expect(done).toEqual(['add ', 'add prod']);
    await rm(join(clusters, 'a.yaml'));
    await files!.rescan();
    later = 1000;
    await files!.rescan();
    await both();
    expect(done).toEqual(['add ', 'add prod', 'remove a']);
  });
});

describe('--kubeconfig', () => {
  it('makes every context a cluster, with names that fit', async () => {
    const contexts = ['eu', 'arn:aws:eks:eu-west-1:1:cluster/Prod', 'EU', '!!'];
    await writeFile(join(folder, 'many.kubeconfig'), kubeconfigText({ contexts }));
    await open({ kubeconfig: join(folder, 'many.kubeconfig') });
    expect([...definitions].map(([name, { connection, origin }]) => [name, connection, origin])).toEqual(
      ['eu', 'arn-aws-eks-eu-west-1-1-cluster-prod', 'eu-2', 'cluster'].map((name, index) => [
        name,
        { type: 'kubeconfig', path: join(folder, 'many.kubeconfig'), context: contexts[index] },
        `--kubeconfig ${contexts[index]}`,
      ]),
    );
    expect(files!.count).toBe(1);
  });

  it('a broken context does not stop the others', async () => {
    const text = kubeconfigText({ contexts: ['a', 'b'] }).replace('"cluster":"a"', '"cluster":"gone"');
    await writeFile(join(folder, 'half.kubeconfig'), text);
    await open({ kubeconfig: join(folder, 'half.kubeconfig') });
    expect(calls).toEqual(['add b']);
    expect(told()).toEqual([
      '--kubeconfig: The context "a" of the kubeconfig names the cluster "gone", which the file does not have. It has: a, b.',
    ]);
  });

  it('that cannot be read is a problem, and counts', async () => {
    await open({ kubeconfig: join(folder, 'none') });
    expect(files!.count).toBe(1);
    expect(told()).toEqual([`--kubeconfig: ${folder}/none is not there. Give the path of a kubeconfig.`]);
  });
});

describe('while running', () => {
  it('picks up what is added, changed and removed', async () => {
    await open();
    await save('eu.yaml', cluster('eu'));
    await until(() => definitions.has('eu'));
    await save('eu.yaml', cluster('eu', 'labels: { region: eu }\n'));
    await until(() => definitions.get('eu')?.labels['region'] === 'eu');
    await rm(join(clusters, 'eu.yaml'));
    await until(() => !definitions.has('eu'));
    expect(calls).toEqual(['add eu', 'change eu', 'remove eu']);
  });

  it('picks it up, too, where the file system tells of nothing', async () => {
    await open({ clock: scanAlone });
    await save('eu.yaml', cluster('eu'));
    await until(() => definitions.has('eu'));
    await rm(join(clusters, 'eu.yaml'));
    await until(() => !definitions.has('eu'));
    expect(calls).toEqual(['add eu', 'remove eu']);
  });

  it('a cluster that changes its name is removed, then added', async () => {
    await save('eu.yaml', cluster('eu'));
    await open();
    await save('eu.yaml', cluster('eu-1'));
    await until(() => definitions.has('eu-1'));
    expect(calls).toEqual(['add eu', 'remove eu', 'add eu-1']);
  });

  it('a half-written file keeps its last valid version, and says so', async () => {
    await save('eu.yaml', cluster('eu'));
    await open();
    await save('eu.yaml', 'name: eu\nkubecon');
    await until(() => files!.problems.length > 0);
    expect(calls).toEqual(['add eu']);
    expect(told()[0]).toMatch(/^clusters\/eu\.yaml:2: .*\(The last valid version stays in use\.\)$/);
    await save('eu.yaml', cluster('eu', 'tenants: [acme]\n'));
    await until(() => files!.problems.length === 0);
    expect(definitions.get('eu')?.tenants).toEqual(['acme']);
  });

  it('a file that is saved by renaming is never gone', async () => {
    await save('eu.yaml', cluster('eu'));
    await open();
    // As vim does: the old one away, then the new one in its place.
    await rename(join(clusters, 'eu.yaml'), join(clusters, 'eu.yaml~'));
    await files!.rescan();
    await save('.new', cluster('eu', 'tenants: [acme]\n'));
    await rename(join(clusters, '.new'), join(clusters, 'eu.yaml'));
    await until(() => definitions.get('eu')?.tenants[0] === 'acme');
    expect(calls).toEqual(['add eu', 'change eu']);
  });

  it('a kubeconfig that names another server changes its clusters', async () => {
    await save('eu.yaml', cluster('eu'));
    await open();
    await writeFile(join(folder, 'all.kubeconfig'), kubeconfigText({ contexts: ['a', 'b'], token: 'rotated' }));
    await files!.rescan();
    expect(calls).toEqual(['add eu']);
    await writeFile(join(folder, 'all.kubeconfig'), kubeconfigText({ contexts: ['a'], server: 'https://moved:6443' }));
    await until(() => calls.length > 1);
    expect(calls).toEqual(['add eu', 'change eu']);
  });

  it('when the folder goes away its clusters stay; when it is back it is followed again', async () => {
    await save('eu.yaml', cluster('eu'));
    await open();
    await rename(clusters, join(folder, 'away'));
    await until(() => files!.problems.length > 0);
    expect(told()).toEqual(['clusters: Cannot be read (ENOENT). The clusters stay as they were.']);
    await rename(join(folder, 'away'), clusters);
    await files!.rescan();
    expect(told()).toEqual([]);
    await save('us.yaml', cluster('us'));
    await until(() => definitions.has('us'));
    expect(calls).toEqual(['add eu', 'add us']);
  });

  it('the second file of a name takes over when the first is gone', async () => {
    await save('a.yaml', cluster('eu'));
    await save('b.yaml', cluster('eu', 'tenants: [acme]\n'));
    await open();
    await rm(join(clusters, 'a.yaml'));
    await until(() => files!.problems.length === 0);
    expect(definitions.get('eu')?.tenants).toEqual(['acme']);
    // What had the name keeps it, whichever file comes first.
    await save('a.yaml', cluster('eu'));
    await until(() => files!.problems.length > 0);
    expect(definitions.get('eu')?.tenants).toEqual(['acme']);
  });
});
