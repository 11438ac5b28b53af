import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** One entry of test/tools/tools.json: programs of one version that are built together. */
export interface ToolSet {
  readonly name: string;
  /** With the leading v, as Go modules write it. */
  readonly version: string;
  /** The folder of test/tools whose go.mod pins the build; without it, `go install PACKAGE@VERSION`. */
  readonly module?: string;
  /** Binary name → Go package. */
  readonly binaries: Readonly<Record<string, string>>;
}

export type KubernetesMinor = '1.35' | '1.36';

/** test/tools, where the Go modules are. */
export const toolsFolder = join(import.meta.dirname, '..', 'tools');

/** Everything that the suites with real clusters run, in the order in which it is built. */
export const toolSets: readonly ToolSet[] = JSON.parse(
  readFileSync(join(toolsFolder, 'tools.json'), 'utf8'),
) as readonly ToolSet[];

/** Where built programs stay between runs: `TENANTRY_TEST_CACHE`, else the user's cache folder. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  return env['TENANTRY_TEST_CACHE'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tenantry');
}

/** The folder that holds the binaries of one tool set; it exists only when all of them are complete. */
export function toolSetFolder(set: ToolSet, root = cacheRoot()): string {
  return join(root, 'bin', `${set.name}-${set.version}`);
}

/** The full version of a Kubernetes minor, e.g. `v1.35.4`. */
export function kubernetesVersion(minor: KubernetesMinor): string {
  return kubernetesSet(minor).version;
}

/** Paths of the programs that one control plane runs. */
export interface ControlPlaneBinaries {
  readonly etcd: string;
  readonly apiServer: string;
  readonly controllerManager: string;
  readonly scheduler: string;
  readonly kubectl: string;
  readonly kwok: string;
}

/**
 * Finds the programs of a control plane. `KUBEBUILDER_ASSETS` (a folder, as envtest has it) goes before the cache,
 * program by program: envtest's own assets hold no controller manager, scheduler or kwok.
 *
 * @throws Error that names what is missing and the command that builds it.
 */
export function findControlPlaneBinaries(minor: KubernetesMinor): ControlPlaneBinaries {
  const kubernetes = kubernetesSet(minor);
  return {
    etcd: findBinary(setNamed('etcd'), 'etcd'),
    apiServer: findBinary(kubernetes, 'kube-apiserver'),
    controllerManager: findBinary(kubernetes, 'kube-controller-manager'),
    scheduler: findBinary(kubernetes, 'kube-scheduler'),
    kubectl: findBinary(kubernetes, 'kubectl'),
    kwok: findBinary(setNamed('kwok'), 'kwok'),
  };
}

/** The path of `helm`. @throws Error as {@link findControlPlaneBinaries} does. */
export function findHelm(): string {
  return findBinary(setNamed('helm'), 'helm');
}

/** The path of `metrics-server`. @throws Error as {@link findControlPlaneBinaries} does. */
export function findMetricsServer(): string {
  return findBinary(setNamed('metrics-server'), 'metrics-server');
}

/** What keeps the suites with real clusters from running on this machine; undefined when nothing does. */
export function missingTools(): string | undefined {
  try {
    findControlPlaneBinaries('1.35');
    findControlPlaneBinaries('1.36');
    findHelm();
    findMetricsServer();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function findBinary(set: ToolSet, binary: string): string {
  const assets = process.env['KUBEBUILDER_ASSETS'];
  const candidates = [...(assets === undefined ? [] : [join(assets, binary)]), join(toolSetFolder(set), binary)];
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(
      `${binary} ${set.version} is not built yet. Run \`npm run build:control-planes\` (it needs Go), ` +
        'or set KUBEBUILDER_ASSETS to a folder that has it.',
    );
  }
  return found;
}

function kubernetesSet(minor: KubernetesMinor): ToolSet {
  return demand(
    toolSets.find((set) => set.name === 'kubernetes' && set.version.startsWith(`v${minor}.`)),
    `kubernetes ${minor}`,
  );
}

function setNamed(name: string): ToolSet {
  return demand(
    toolSets.find((set) => set.name === name),
    name,
  );
}

function demand(set: ToolSet | undefined, name: string): ToolSet {
  if (set === undefined) throw new Error(`test/tools/tools.json has no ${name}.`);
  return set;
}
