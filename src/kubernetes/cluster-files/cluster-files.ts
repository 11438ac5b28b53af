import { dirname, join } from 'node:path';
import type { ClusterDefinition } from '../../domain/clusters/cluster-definition.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { formatProblem } from '../../lib/file-problem.ts';
import type { FileProblem } from '../../lib/file-problem.ts';
import { chooseOwners } from './choose-owners.ts';
import type { OwnedCluster } from './choose-owners.ts';
import { listClusterFiles } from './list-cluster-files.ts';
import { watchFolders } from '../../lib/folder-watcher.ts';
import { readClusterFile } from './read-cluster-file.ts';
import type { DefinedCluster } from './read-cluster-file.ts';
import { readKubeconfigClusters } from './read-kubeconfig-clusters.ts';

/** Where the clusters of the files go. */
export interface ClusterTarget {
  /** Registers a cluster, or changes the one of that name. */
  add(definition: ClusterDefinition): Promise<void>;
  remove(name: string): Promise<void>;
}

export interface ClusterFilesOptions {
  /** Its `*.yaml` files are read, not those of its subfolders. */
  readonly directory: string;
  /** A kubeconfig of which every context is a cluster; null: none. */
  readonly kubeconfig: string | null;
  readonly target: ClusterTarget;
  readonly log: Log;
  readonly clock: Clock;
  /** How messages name a file. */
  readonly display?: (path: string) => string;
}

/** The cluster files of a folder (and one kubeconfig), followed as they change. */
export interface ClusterFiles {
  /** How many files (and kubeconfigs) are there, right or wrong. */
  readonly count: number;
  /** Names of the clusters that are defined now. */
  readonly names: readonly string[];
  /** What is wrong now, over all files. */
  readonly problems: readonly FileProblem[];
  /** Reads everything again now. Never rejects. */
  rescan(): Promise<void>;
  /** Calls the listener after each scan that changed a cluster or a problem; the answer ends that. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

interface Source {
  readonly clusters: readonly DefinedCluster[];
  readonly problems: readonly FileProblem[];
  /** When the file was first seen to be gone; null while it is there. */
  readonly missingSince: number | null;
}

/** Catches what the watch missed: network file systems tell of nothing. */
const rescanMs = 5_000;
/** An editor that saves by moving the old file away leaves a moment without one: that is no removal. */
const graceMs = 500;
const settleMs = 100;
const kubeconfigSource = '--kubeconfig';

/** Reads the cluster files, hands their clusters to the target, and goes on doing so as files change. */
export async function openClusterFiles(options: ClusterFilesOptions): Promise<ClusterFiles> {
  const { directory, kubeconfig, target, log, clock } = options;
  const display = options.display ?? ((path: string) => path);
  const listeners = new Set<() => void>();
  let sources: ReadonlyMap<string, Source> = new Map();
  let applied: ReadonlyMap<string, OwnedCluster> = new Map();
  let problems: readonly FileProblem[] = [];
  let running: Promise<void> = Promise.resolve();
  let closed = false;
  let cancelNext: () => void = () => {};
  const watcher = watchFolders({ clock, settleMs, onChange: () => void rescan(), log });

  async function scan(): Promise<void> {
    if (closed) return;
    const known = [...sources.keys()].some((name) => name !== kubeconfigSource);
    const listing = await listClusterFiles(directory, display, known);
    sources = await readSources(listing.files);
    const owners = chooseOwners(sources, applied);
    const found = [
      ...listing.problems,
      ...[...sources.values()].flatMap((source) => source.problems),
      ...owners.problems,
    ];
    const changed = await apply(owners.clusters);
    const told = tellProblems(found);
    problems = found;
    if (changed || told) for (const listener of listeners) listener();
    watcher.follow(foldersOf(listing.files === null ? null : directory, kubeconfig, applied.values()));
    const waiting = [...sources.values()].some((source) => source.missingSince !== null);
    cancelNext();
    cancelNext = clock.after(waiting ? graceMs : rescanMs, () => void rescan());
  }

  async function readSources(files: readonly string[] | null): Promise<ReadonlyMap<string, Source>> {
    const next = new Map<string, Source>();
    if (kubeconfig !== null) {
      const outcome = await readKubeconfigClusters(kubeconfig);
      next.set(
        kubeconfigSource,
        keepLastGood(sources.get(kubeconfigSource), outcome.ok ? outcome.value : outcome.failure),
      );
    }
    for (const file of files ?? []) {
      const path = join(directory, file);
      const outcome = await readClusterFile(path, display(path));
      const content = outcome.ok ? { clusters: [outcome.value], problems: [] } : outcome.failure;
      next.set(file, keepLastGood(sources.get(file), content));
    }
    for (const [file, source] of sources) {
      if (next.has(file)) continue;
      // Without a listing (the folder is away) nothing is known to be gone.
      const missingSince = files === null ? null : (source.missingSince ?? clock.now());
      if (missingSince === null || clock.now() - missingSince < graceMs) next.set(file, { ...source, missingSince });
    }
    return new Map([...next].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  async function apply(wanted: ReadonlyMap<string, OwnedCluster>): Promise<boolean> {
    let changed = false;
    const done = new Map<string, OwnedCluster>();
    /** What fails is tried again with the next scan: the records may be away for a moment. */
    const attempt = async (what: string, name: string, act: () => Promise<void>): Promise<boolean> => {
      changed = true;
      try {
        await act();
        return true;
      } catch (error) {
        log.error({ cluster: name, error }, `cluster could not be ${what}`);
        return false;
      }
    };
    for (const [name, owned] of applied) {
      if (wanted.has(name)) continue;
      if (await attempt('removed', name, () => target.remove(name))) log.info({ cluster: name }, 'cluster removed');
      else done.set(name, owned);
    }
    for (const [name, owned] of wanted) {
      const { definition, identity, warnings } = owned.cluster;
      const before = applied.get(name);
      if (before?.cluster.identity !== identity) {
        const what = before === undefined ? 'added' : 'changed';
        if (!(await attempt(what, name, () => target.add(definition)))) {
          if (before !== undefined) done.set(name, before);
          continue;
        }
        log.info({ cluster: name, origin: definition.origin }, `cluster ${what}`);
        for (const warning of warnings) log.warn({ cluster: name }, warning);
      }
      done.set(name, owned);
    }
    applied = done;
    return changed;
  }

  /** Each problem is logged once, when it is new. */
  function tellProblems(found: readonly FileProblem[]): boolean {
    const before = new Set(problems.map(formatProblem));
    const now = new Set(found.map(formatProblem));
    for (const text of now) if (!before.has(text)) log.error({}, text);
    for (const text of before) if (!now.has(text)) log.info({}, `mended: ${text}`);
    return before.size !== now.size || [...now].some((text) => !before.has(text));
  }

  function rescan(): Promise<void> {
    running = running.then(scan).catch((error: unknown) => {
      log.error({ error }, 'cluster files could not be read');
      cancelNext();
      cancelNext = clock.after(rescanMs, () => void rescan());
    });
    return running;
  }

  await rescan();
  return {
    get count() {
      return sources.size + problems.filter((problem) => problem.file.endsWith('.yml')).length;
    },
    get names() {
      return [...applied.keys()];
    },
    get problems() {
      return problems;
    },
    rescan,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closed = true;
      cancelNext();
      watcher.close();
      await running;
    },
  };
}

/** A file that became wrong (half-written, say) keeps its last good clusters in use. */
function keepLastGood(
  before: Source | undefined,
  content: Omit<Source, 'missingSince'> | readonly FileProblem[],
): Source {
  if ('clusters' in content) return { ...content, missingSince: null };
  const clusters = before?.clusters ?? [];
  const problems =
    clusters.length === 0
      ? content
      : content.map((problem) => ({
          ...problem,
          message: `${problem.message} (The last valid version stays in use.)`,
        }));
  return { clusters, problems, missingSince: null };
}

/** Folders whose changes matter, each with the names that matter in it (null: all). */
function foldersOf(
  directory: string | null,
  kubeconfig: string | null,
  clusters: Iterable<OwnedCluster>,
): ReadonlyMap<string, ReadonlySet<string> | null> {
  const folders = new Map<string, Set<string> | null>();
  if (directory !== null) folders.set(directory, null);
  const paths = kubeconfig === null ? [] : [kubeconfig];
  for (const { cluster } of clusters) {
    const { connection } = cluster.definition;
    if (connection.type === 'kubeconfig') paths.push(connection.path);
  }
  for (const path of paths) {
    const folder = dirname(path);
    const names = folders.get(folder);
    if (names === undefined) folders.set(folder, new Set([path]));
    else names?.add(path);
  }
  return folders;
}
