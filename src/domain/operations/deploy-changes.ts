import { closest } from '../../lib/did-you-mean.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import type { FieldChange, FieldPath } from './field-change.ts';
import { isJsonObject, sameJson, valueAt } from './field-path.ts';
import type { ContainerChange, DeployRequest, EnvChange } from './operations.ts';
import { problem } from './problems.ts';
import { cpuQuantity, memoryQuantity, parseQuantity } from '../workloads/quantity.ts';

const podSpec = ['spec', 'template', 'spec'] as const;
const defaultContainer = 'kubectl.kubernetes.io/default-container';

/** What a deploy changes on a workload as it is now, or what is wrong with the request for this workload. */
export function deployChanges(
  raw: JsonObject,
  request: Pick<DeployRequest, 'image' | 'containers'>,
  clusterId: string,
): { readonly changes: readonly FieldChange[]; readonly problems: readonly Problem[] } {
  const names = { containers: namesIn(raw, 'containers'), initContainers: namesIn(raw, 'initContainers') };
  const main = mainContainer(raw, names.containers);
  const problems: Problem[] = [];
  const changes: FieldChange[] = [];
  // A field that already is as wanted is set all the same: what is ahead in the queue may change it before this runs.
  const set = (path: FieldPath, wanted: Json | undefined, same = sameJson) => {
    const before = valueAt(raw, path);
    const after = same(before, wanted) ? before : wanted;
    changes.push({ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) });
  };

  if (request.image !== undefined && main !== undefined) {
    set([...podSpec, 'containers', { name: main }, 'image'], request.image);
  }
  for (const [index, wanted] of (request.containers ?? []).entries()) {
    const list = names.containers.includes(wanted.name)
      ? 'containers'
      : names.initContainers.includes(wanted.name)
        ? 'initContainers'
        : undefined;
    const path = ['input', 'containers', String(index), 'name'];
    if (list === undefined) {
      problems.push(problem('INVALID', unknownContainer(wanted.name, names), { path, clusterId }));
      continue;
    }
    if (
      wanted.name === main &&
      request.image !== undefined &&
      wanted.image !== undefined &&
      wanted.image !== request.image
    ) {
      const message = `image and containers give the main container ${main} two images: ${request.image} and ${wanted.image}. Say one.`;
      problems.push(problem('INVALID', message, { path, clusterId }));
      continue;
    }
    const container: FieldPath = [...podSpec, list, { name: wanted.name }];
    if (wanted.image !== undefined && !(wanted.name === main && request.image !== undefined)) {
      set([...container, 'image'], wanted.image);
    }
    for (const change of wanted.env ?? []) set([...container, 'env', { name: change.name }], envEntry(change));
    for (const [path, quantity] of resourceQuantities(wanted))
      set([...container, 'resources', ...path], quantity, sameQuantity);
  }
  return { changes, problems };
}

/** The main container: the annotation `kubectl.kubernetes.io/default-container`, else the first. */
function mainContainer(raw: JsonObject, containers: readonly string[]): string | undefined {
  const annotated = valueAt(raw, ['spec', 'template', 'metadata', 'annotations', defaultContainer]);
  return containers.find((name) => name === annotated) ?? containers[0];
}

function namesIn(raw: JsonObject, list: string): readonly string[] {
  const containers = valueAt(raw, [...podSpec, list]);
  if (!Array.isArray(containers)) return [];
  return (containers as readonly Json[]).map((container) => (isJsonObject(container) ? String(container['name']) : ''));
}

function unknownContainer(
  name: string,
  names: { readonly containers: readonly string[]; readonly initContainers: readonly string[] },
): string {
  const all = [...names.containers, ...names.initContainers];
  const meant = closest(name, all);
  const hint = meant === undefined ? `It has ${all.join(', ')}.` : `Did you mean ${meant}?`;
  return `There is no container ${JSON.stringify(name)}. ${hint}`;
}

/** As the API server stores it: an empty value is left out. */
function envEntry(change: EnvChange): Json | undefined {
  if ('remove' in change) return undefined;
  if ('secret' in change) {
    return { name: change.name, valueFrom: { secretKeyRef: { name: change.secret.name, key: change.secret.key } } };
  }
  return change.value === '' ? { name: change.name } : { name: change.name, value: change.value };
}

function resourceQuantities(wanted: ContainerChange): readonly (readonly [readonly string[], string])[] {
  const found: (readonly [readonly string[], string])[] = [];
  for (const part of ['requests', 'limits'] as const) {
    const { cpu, memory } = wanted[part] ?? {};
    if (cpu !== undefined) found.push([[part, 'cpu'], cpuQuantity(cpu)]);
    if (memory !== undefined) found.push([[part, 'memory'], memoryQuantity(memory)]);
  }
  return found;
}

/** `0.5` and `500m` are the same. */
function sameQuantity(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return sameJson(a, b) || (parseQuantity(String(a)) !== null && parseQuantity(String(a)) === parseQuantity(String(b)));
}
