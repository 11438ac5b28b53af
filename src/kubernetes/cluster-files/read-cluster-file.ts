import { hash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type { ClusterConnectionSource, ClusterDefinition } from '../../domain/clusters/cluster-definition.ts';
import { isFile } from '../../lib/is-file.ts';
import type { Json } from '../../lib/json.ts';
import { LastUsed } from '../../lib/last-used.ts';
import { readTextFile } from '../../lib/read-text-file.ts';
import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { withLines } from '../../lib/shape-problem.ts';
import { whenNeeded } from '../../lib/when-needed.ts';
import { parseYaml, parseYamlFile } from '../../lib/yaml-text.ts';
import type { YamlText } from '../../lib/yaml-text.ts';
import type { FileProblem } from '../../lib/file-problem.ts';
import { checkShape } from './cluster-file-shape.ts';
import { chooseContext, readKubeconfigFile } from './kubeconfig-file.ts';
import { readPrometheusSource } from './prometheus-source.ts';
import type { WrittenPrometheus } from './prometheus-source.ts';

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
  readonly prometheus?: WrittenPrometheus;
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
): Promise<Result<DefinedCluster, readonly FileProblem[]>> {
  const text = await readTextFile(path, display, { called: 'a cluster file', maxBytes });
  if (!text.ok) return text;
  const textHash = hash('sha256', text.value);
  const before = parsedBefore(path, textHash, text.value);
  if (before !== undefined) return define(before.value as unknown as ClusterFileContent, before, path, display);
  const parsed = parseYamlFile(text.value, display);
  if (!parsed.ok) return parsed;
  const yaml = parsed.value;
  if (isKubeconfig(yaml)) {
    const message = 'Is a kubeconfig, not a cluster file. Name it *.kubeconfig, and let a cluster file point to it.';
    return fail([{ file: display, line: null, field: null, message }]);
  }
  const shape = checkShape(yaml.value);
  if (shape.length > 0) return fail(withLines(shape, yaml, display));
  remember(path, textHash, yaml.value);
  return define(yaml.value as unknown as ClusterFileContent, yaml, path, display);
}

/** What a valid file said, and on which lines some of it stands, by where that is: to find them all of it is parsed. */
interface KnownText {
  readonly hash: string;
  readonly value: Json;
  readonly lines: Map<string, number>;
}

/** What files said last, by their paths: see `readKubeconfigFile`. */
const known = new LastUsed<string, KnownText>(1_000);

/** As it was parsed before; undefined for another text. */
function parsedBefore(path: string, textHash: string, text: string): YamlText | undefined {
  const before = known.get(path);
  if (before?.hash !== textHash) return undefined;
  const { value, lines } = before;
  const again = whenNeeded(() => parseYaml(text));
  return {
    value,
    lineOf(...place) {
      const key = JSON.stringify(place);
      let line = lines.get(key);
      if (line === undefined) {
        const outcome = again();
        lines.set(key, (line = outcome.ok ? outcome.yaml.lineOf(...place) : 1));
      }
      return line;
    },
  };
}

/** Of valid files alone, and as texts of their own: parts of the text keep all of it, and a kubeconfig in the wrong place has credentials. */
function remember(path: string, textHash: string, value: Json): void {
  known.set(path, { hash: textHash, value: JSON.parse(JSON.stringify(value)) as Json, lines: new Map() });
}

async function define(
  content: ClusterFileContent,
  yaml: YamlText,
  path: string,
  display: string,
): Promise<Result<DefinedCluster, readonly FileProblem[]>> {
  const problems: FileProblem[] = [];
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

  const prometheus =
    content.prometheus === undefined
      ? undefined
      : await readPrometheusSource(content.prometheus, absolute, (field, message) => {
          const line = yaml.lineOf(['prometheus', field], 'key');
          problems.push({ file: display, line, field: `prometheus.${field}`, message });
        });

  if (problems.length > 0) return fail(problems);
  const definition: ClusterDefinition = {
    name: content.name,
    labels: content.labels ?? {},
    connection,
    tenants: content.tenants ?? ['*'],
    adopt: { ...content.adopt, hide: content.adopt?.hide ?? ['kube-*'] },
    ...(prometheus !== undefined && { prometheus }),
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
