import { hash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { closest } from '../../lib/did-you-mean.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import { LastUsed } from '../../lib/last-used.ts';
import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { parseYaml } from '../../lib/yaml-text.ts';

/** What a kubeconfig says about its contexts; credentials are not looked at here. */
export interface KubeconfigFile {
  readonly currentContext: string | null;
  readonly contexts: readonly KubeconfigContext[];
}

export interface KubeconfigContext {
  readonly name: string;
  /** Why it cannot be used; null where it can. */
  readonly problem: string | null;
  /** Whether the API server's certificate is not verified. */
  readonly insecure: boolean;
  /** Equal as long as it names the same server and user. Rotated credentials do not change it. */
  readonly identity: string;
}

const maxBytes = 4 * 1024 * 1024;

/**
 * What files said last, by their paths, with a hash of their texts: they are all read again every few seconds, and parsing those of a
 * hundred clusters was a seventh of what a busy gateway allocated. The texts are not kept: credentials are in them.
 */
const files = new LastUsed<string, { readonly hash: string; readonly file: Result<KubeconfigFile, string> }>(1000);

/** Reads the contexts of a kubeconfig. A failure says what to do. */
export async function readKubeconfigFile(path: string): Promise<Result<KubeconfigFile, string>> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > maxBytes) return fail(`${path} has ${size} bytes; a kubeconfig has at most ${maxBytes}.`);
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    const why = code === 'ENOENT' ? 'is not there' : code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`;
    return fail(`${path} ${why}. Give the path of a kubeconfig.`);
  }
  const textHash = hash('sha256', text);
  const before = files.get(path);
  if (before?.hash === textHash) return before.file;
  const file = parseKubeconfig(path, text);
  files.set(path, { hash: textHash, file });
  return file;
}

function parseKubeconfig(path: string, text: string): Result<KubeconfigFile, string> {
  const outcome = parseYaml(text);
  if (!outcome.ok) {
    const [first] = outcome.failures;
    const where = first === undefined || first.line === null ? '' : `:${first.line}`;
    // Only the line: the parser's words can repeat what stands there.
    return fail(`${path}${where} is not valid YAML. Give the path of a kubeconfig.`);
  }
  const root = object(outcome.yaml.value);
  const contexts = named(root['contexts']);
  if (contexts.size === 0) return fail(`${path} has no contexts. Give the path of a kubeconfig.`);
  const clusters = named(root['clusters']);
  const users = named(root['users']);
  const current = root['current-context'];
  return succeed({
    currentContext: typeof current === 'string' && current !== '' ? current : null,
    contexts: [...contexts].map(([name, entry]) => contextOf(name, object(entry['context']), clusters, users)),
  });
}

/** The context that is asked for (the current one where none is), or what to write instead. */
export function chooseContext(file: KubeconfigFile, wanted: string | undefined): Result<KubeconfigContext, string> {
  const names = file.contexts.map((context) => context.name);
  const list = `It has: ${names.join(', ')}.`;
  const name = wanted ?? file.currentContext ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined) return fail(`The kubeconfig has no current context. Add "context: NAME". ${list}`);
  const found = file.contexts.find((context) => context.name === name);
  if (found === undefined) {
    const meant = closest(name, names);
    const advice = meant === undefined ? list : `${list} Did you mean ${meant}?`;
    return fail(
      wanted === undefined
        ? `The kubeconfig's current context is ${JSON.stringify(name)}, which it does not have. Add "context: NAME". ${list}`
        : `The kubeconfig has no context ${JSON.stringify(name)}. ${advice}`,
    );
  }
  return found.problem === null ? succeed(found) : fail(found.problem);
}

function contextOf(
  name: string,
  context: JsonObject,
  clusters: ReadonlyMap<string, JsonObject>,
  users: ReadonlyMap<string, JsonObject>,
): KubeconfigContext {
  const clusterName = context['cluster'];
  const userName = context['user'];
  const cluster = typeof clusterName === 'string' ? object(clusters.get(clusterName)?.['cluster']) : {};
  return {
    name,
    problem: problemOf(name, context, clusters, users, cluster['server']),
    insecure: cluster['insecure-skip-tls-verify'] === true,
    identity: JSON.stringify([cluster['server'] ?? null, clusterName ?? null, userName ?? null]),
  };
}

function problemOf(
  name: string,
  context: JsonObject,
  clusters: ReadonlyMap<string, JsonObject>,
  users: ReadonlyMap<string, JsonObject>,
  server: Json | undefined,
): string | null {
  const quoted = `The context ${JSON.stringify(name)} of the kubeconfig`;
  const { cluster, user } = context;
  if (typeof cluster !== 'string' || !clusters.has(cluster)) {
    return `${quoted} names the cluster ${JSON.stringify(cluster ?? null)}, which the file does not have. ${known(clusters)}`;
  }
  if (typeof user === 'string' && user !== '' && !users.has(user)) {
    return `${quoted} names the user ${JSON.stringify(user)}, whom the file does not have. ${known(users)}`;
  }
  if (typeof server !== 'string' || !/^https?:\/\/[^/]/.test(server) || !URL.canParse(server)) {
    return `${quoted} has no usable server. Write, in its cluster: server: https://HOST:6443`;
  }
  return null;
}

function known(entries: ReadonlyMap<string, JsonObject>): string {
  return `It has: ${[...entries.keys()].join(', ') || 'none'}.`;
}

function named(list: Json | undefined): Map<string, JsonObject> {
  const entries = new Map<string, JsonObject>();
  if (!Array.isArray(list)) return entries;
  for (const item of list as readonly Json[]) {
    const entry = object(item);
    const name = entry['name'];
    // The first of a name counts, as for kubectl.
    if (typeof name === 'string' && !entries.has(name)) entries.set(name, entry);
  }
  return entries;
}

function object(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
