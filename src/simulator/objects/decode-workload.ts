import type { Result } from '../../lib/result.ts';
import { fail, succeed } from '../../lib/result.ts';
import { isObject } from './json-value.ts';
import { canonicalQuantity, parseQuantity } from './quantity.ts';
import type { Workload } from './workloads.ts';

const quantityRule = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** The type of each field that a change of a rollout may touch; anything else in a template is taken as it comes. */
const types: readonly {
  readonly path: readonly string[];
  readonly type: 'int32' | 'bool' | 'string' | 'object' | 'map' | 'array';
}[] = [
  { path: ['metadata'], type: 'object' },
  { path: ['metadata', 'labels'], type: 'map' },
  { path: ['metadata', 'annotations'], type: 'map' },
  { path: ['spec'], type: 'object' },
  { path: ['spec', 'replicas'], type: 'int32' },
  { path: ['spec', 'paused'], type: 'bool' },
  { path: ['spec', 'minReadySeconds'], type: 'int32' },
  { path: ['spec', 'progressDeadlineSeconds'], type: 'int32' },
  { path: ['spec', 'revisionHistoryLimit'], type: 'int32' },
  { path: ['spec', 'template'], type: 'object' },
  { path: ['spec', 'template', 'metadata'], type: 'object' },
  { path: ['spec', 'template', 'metadata', 'labels'], type: 'map' },
  { path: ['spec', 'template', 'metadata', 'annotations'], type: 'map' },
  { path: ['spec', 'template', 'spec'], type: 'object' },
  { path: ['spec', 'template', 'spec', 'containers'], type: 'array' },
];

/**
 * Reads a patched document as the workload that it has to be, with the defaults and the spelling of an API server.
 * The failure is the decoder's message.
 */
export function decodeWorkload<T extends Workload>(document: unknown, like: T): Result<T, string> {
  if (!isObject(document)) return fail('json: cannot unmarshal into Go value of type v1.' + like.kind);
  for (const { path, type } of types) {
    const value = memberAt(document, path);
    if (value !== undefined && value !== null && !isOfType(value, type)) {
      const given = Array.isArray(value) ? 'array' : isObject(value) ? 'object' : typeof value;
      return fail(
        `json: cannot unmarshal ${given} into Go struct field ${like.kind}.${path.join('.')} of type ${type}`,
      );
    }
  }
  const problem = wrongContainer(document) ?? unknownField(document);
  if (problem !== undefined) return fail(problem);
  // Checked above as far as the simulator reads it; the rest is kept and given back as it is.
  const next = document as unknown as T;
  // The main resource's door writes no status.
  return succeed(withDefaults({ ...next, status: like.status }));
}

function isOfType(value: unknown, type: (typeof types)[number]['type']): boolean {
  switch (type) {
    case 'int32':
      return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31;
    case 'bool':
      return typeof value === 'boolean';
    case 'string':
      return typeof value === 'string';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'map':
      return isObject(value) && Object.values(value).every((member) => typeof member === 'string');
  }
}

function wrongContainer(document: Record<string, unknown>): string | undefined {
  const containers = memberAt(document, ['spec', 'template', 'spec', 'containers']);
  for (const container of Array.isArray(containers) ? containers : []) {
    if (!isObject(container))
      return 'json: cannot unmarshal into Go struct field PodSpec.spec.template.spec.containers of type v1.Container';
    for (const field of ['name', 'image']) {
      const value = container[field];
      if (value !== undefined && typeof value !== 'string') {
        return `json: cannot unmarshal ${typeof value} into Go struct field Container.spec.template.spec.containers.${field} of type string`;
      }
    }
    const resources = container['resources'];
    for (const list of isObject(resources) ? Object.values(resources) : []) {
      for (const quantity of isObject(list) ? Object.values(list) : []) {
        if (parseQuantity(String(quantity)) === undefined) return quantityRule;
      }
    }
    const env = container['env'];
    for (const variable of Array.isArray(env) ? env : []) {
      if (isObject(variable) && variable['value'] !== undefined && typeof variable['value'] !== 'string') {
        return `json: cannot unmarshal ${typeof variable['value']} into Go struct field EnvVar.spec.template.spec.containers.env.value of type string`;
      }
    }
  }
  return undefined;
}

const containerFields: ReadonlySet<string> = new Set(
  (
    'name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules volumeMounts ' +
    'volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy ' +
    'imagePullPolicy securityContext stdin stdinOnce tty'
  ).split(' '),
);

/** The first member of a container that Kubernetes does not know: a patch with a typing mistake must not succeed. */
function unknownField(document: Record<string, unknown>): string | undefined {
  const containers = memberAt(document, ['spec', 'template', 'spec', 'containers']);
  for (const [index, container] of (Array.isArray(containers) ? containers : []).entries()) {
    const unknown = isObject(container) ? Object.keys(container).find((name) => !containerFields.has(name)) : undefined;
    if (unknown !== undefined)
      return `strict decoding error: unknown field "spec.template.spec.containers[${index}].${unknown}"`;
  }
  return undefined;
}

function memberAt(document: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), document);
}

function withDefaults<T extends Workload>(workload: T): T {
  const { spec } = workload;
  const containers = spec.template.spec.containers.map((container) => ({
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: /:latest$|^[^:]*$/.test(container.image ?? '') ? 'Always' : 'IfNotPresent',
    ...container,
    resources: Object.fromEntries(
      Object.entries(container.resources ?? {}).map(([name, list]) => [name, spelled(list as Record<string, unknown>)]),
    ),
    // An empty value is left out, as Go's encoder does.
    ...(container.env === undefined
      ? {}
      : {
          env: container.env.map(({ value, ...variable }) =>
            value === undefined || value === '' ? variable : { ...variable, value },
          ),
        }),
  }));
  const template = { ...spec.template, spec: { ...spec.template.spec, containers } };
  const { paused, ...rest } = spec as T['spec'] & { readonly paused?: boolean };
  return { ...workload, spec: { ...rest, ...(paused === true ? { paused } : {}), template } };
}

function spelled(list: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(list).map(([name, quantity]) => [name, canonicalQuantity(String(quantity))]),
  );
}
