import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ClusterConnectionSource, ClusterDefinition } from '../../domain/clusters/cluster-definition.ts';
import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import type { ClusterFileProblem } from './cluster-file-problem.ts';
import { checkShape } from './cluster-file-shape.ts';
import { chooseContext, readKubeconfigFile } from './kubeconfig-file.ts';
import { parseYaml } from './yaml-text.ts';
import type { YamlText } from './yaml-text.ts';

/** A cluster as a file or a context defines it. */
export interface DefinedCluster {
  readonly definition: ClusterDefinition;
  /** Changes when the definition does, or when the kubeconfig behind it names another server or user. */
  readonly identity: string;
  /** What the operator should know, such as that certificates are not verified. */
  readonly warnings: readonly string[];
  /** Where its name stands in the file; null for a context of `--kubeconfig`. */
  readonly nameLine: number | null;
}

/** A valid cluster file's content: the form of `clusters/cluster.schema.json`. */
interface ClusterFileContent {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly inCluster?: true;
  readonly server?: string;
  readonly caFile?: string;
  readonly tokenFile?: string;
  readonly tenants?: readonly string[];
  readonly adopt?: Partial<ClusterDefinition['adopt']>;
}

const maxBytes = 64 * 1024;

/**
 * Reads and checks one cluster file.
 * @param display the file's path as messages show it
 */
export async function readClusterFile(
  path: string,
  display: string,
): Promise<Result<DefinedCluster, readonly ClusterFileProblem[]>> {
  const wholeFile = (message: string): ClusterFileProblem => ({ file: display, line: null, field: null, message });
  let text: string;
  try {
    const stats = await stat(path);
    if (!stats.isFile()) return fail([wholeFile('Is not a file. A cluster file is a YAML file.')]);
    if (stats.size > maxBytes) {
      return fail([wholeFile(`Has ${stats.size} bytes; a cluster file has at most ${maxBytes}.`)]);
    }
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    return fail([wholeFile(`Cannot be read (${code}). Let the gateway's user read it.`)]);
  }

  const outcome = parseYaml(text);
  if (!outcome.ok) {
    return fail(outcome.failures.map(({ line, message }) => ({ file: display, line, field: null, message })));
  }
  const { yaml } = outcome;
  if (isKubeconfig(yaml)) {
    return fail([
      wholeFile('Is a kubeconfig, not a cluster file. Name it *.kubeconfig, and let a cluster file point to it.'),
    ]);
  }
  const shape = checkShape(yaml.value);
  if (shape.length > 0) {
    const problems = shape.map((problem) => ({
      file: display,
      line: yaml.lineOf(problem.path, problem.part),
      field: problem.path.length === 0 ? null : problem.path.join('.'),
      message: problem.message,
    }));
    return fail(problems.sort((a, b) => a.line - b.line));
  }
  return define(yaml.value as unknown as ClusterFileContent, yaml, path, display);
}

async function define(
  content: ClusterFileContent,
  yaml: YamlText,
  path: string,
  display: string,
): Promise<Result<DefinedCluster, readonly ClusterFileProblem[]>> {
  const problems: ClusterFileProblem[] = [];
  const mistake = (field: string, message: string): void => {
    problems.push({ file: display, line: yaml.lineOf([field], 'key'), field, message });
  };
  const absolute = (relative: string): string => resolve(dirname(path), relative);
  const warnings: string[] = [];
  let identity = '';
  let connection: ClusterConnectionSource;

  if (content.kubeconfig !== undefined) {
    const kubeconfig = absolute(content.kubeconfig);
    const file = await readKubeconfigFile(kubeconfig);
    if (file.ok) {
      const context = chooseContext(file.value, content.context);
      if (!context.ok) mistake(content.context === undefined ? 'kubeconfig' : 'context', context.failure);
      else {
        identity = context.value.identity;
        if (context.value.insecure) warnings.push(insecureWarning);
      }
    } else mistake('kubeconfig', `${file.failure} Paths are relative to this file.`);
    connection = {
      type: 'kubeconfig',
      path: kubeconfig,
      ...(content.context === undefined ? {} : { context: content.context }),
    };
  } else if (content.server === undefined) {
    connection = { type: 'inCluster' };
  } else {
    for (const field of ['caFile', 'tokenFile'] as const) {
      const file = content[field];
      if (file === undefined || (await isFile(absolute(file)))) continue;
      mistake(field, `${absolute(file)} is not a file. Paths are relative to this file.`);
    }
    connection = {
      type: 'server',
      server: content.server,
      ...(content.caFile === undefined ? {} : { caFile: absolute(content.caFile) }),
      ...(content.tokenFile === undefined ? {} : { tokenFile: absolute(content.tokenFile) }),
    };
  }

  if (problems.length > 0) return fail(problems);
  const definition: ClusterDefinition = {
    name: content.name,
    labels: content.labels ?? {},
    connection,
    tenants: content.tenants ?? ['*'],
    adopt: { ...content.adopt, hide: content.adopt?.hide ?? ['kube-*'] },
    origin: display,
  };
  return succeed({
    definition,
    identity: JSON.stringify([definition, identity]),
    warnings,
    nameLine: yaml.lineOf(['name']),
  });
}

/** Said of a cluster whose kubeconfig has `insecure-skip-tls-verify`. */
export const insecureWarning =
  'The API server’s certificate is not verified (insecure-skip-tls-verify): whoever stands between can read and change everything. Give the cluster a CA certificate.';

function isKubeconfig({ value }: YamlText): boolean {
  return typeof value === 'object' && value !== null && 'clusters' in value && 'contexts' in value;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
