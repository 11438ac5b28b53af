import { Ajv } from 'ajv';
import type { ErrorObject, JSONSchemaType, ValidateFunction } from 'ajv';
import { whenNeeded } from '../../lib/when-needed.ts';
import type { ClusterFile, LifecycleFile, TenantFile } from './demo-files.ts';

const text = { type: 'string', minLength: 1 } as const;
const texts = { type: 'array', items: text } as const;
const map = { type: 'object', additionalProperties: { type: 'string' } } as const;
const count = { type: 'integer', minimum: 0 } as const;
const amount = { type: 'number', minimum: 0 } as const;
const seconds = { anyOf: [amount, { type: 'array', items: amount, minItems: 2, maxItems: 2 }] } as const;
const flag = { type: 'boolean' } as const;

function object(properties: object, required: readonly string[] = []): object {
  return { type: 'object', properties, required, additionalProperties: false };
}

const resources = object({ requests: map, limits: map });
const autoscale = object({ min: count, max: count, cpu: count }, ['min', 'max', 'cpu']);
const kind = { enum: ['Deployment', 'StatefulSet', 'DaemonSet'] };
const strategy = { enum: ['RollingUpdate', 'Recreate', 'OnDelete'] };
const intOrPercent = { anyOf: [count, { type: 'string', pattern: '^\\d+%$' }] };

const workload = object(
  {
    kind,
    namespace: text,
    name: text,
    labels: map,
    annotations: map,
    replicas: count,
    strategy,
    maxSurge: intOrPercent,
    maxUnavailable: intOrPercent,
    progressDeadline: count,
    paused: flag,
    autoscale,
    podAnnotations: map,
    containers: {
      type: 'array',
      minItems: 1,
      items: object({ name: text, image: text, env: { type: 'array' }, resources, port: count }, ['name', 'image']),
    },
    history: {
      type: 'array',
      items: object({ image: text, hoursAgo: amount, changeCause: text }, ['image', 'hoursAgo']),
    },
    deployedHoursAgo: amount,
    changeCause: text,
    manager: text,
  },
  ['kind', 'namespace', 'name', 'containers'],
);

const placement = {
  version: text,
  replicas: count,
  hoursAgo: amount,
  cause: text,
  history: { type: 'array', items: object({ version: text, hoursAgo: amount, cause: text }, ['version', 'hoursAgo']) },
  annotations: map,
  env: map,
  paused: flag,
  progressDeadline: count,
  autoscale,
  clusters: texts,
};

const clusterSchema = object(
  {
    name: { type: 'string', pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$' },
    labels: map,
    kubernetesVersion: { type: 'string', pattern: '^v\\d+\\.\\d+\\.\\d+' },
    nodes: object(
      {
        count: { type: 'integer', minimum: 1 },
        cpu: text,
        memory: text,
        zones: { ...texts, minItems: 1 },
        region: text,
      },
      ['count', 'cpu', 'memory', 'zones'],
    ),
    lifecycles: texts,
    tenants: texts,
    namespaces: { type: 'array', items: object({ name: text, labels: map, quota: map }, ['name']) },
    workloads: { type: 'array', items: workload },
    namespaceLabels: object({ tenant: text, environment: text }, ['tenant', 'environment']),
    outages: {
      type: 'array',
      items: object({ firstAfter: amount, every: amount, lasts: amount, mode: { enum: ['reset', 'hang'] } }, [
        'firstAfter',
        'every',
        'lasts',
      ]),
    },
    adopt: { type: 'object' },
  },
  ['name', 'kubernetesVersion', 'nodes'],
);

const lifecycle = object(
  {
    name: text,
    images: texts,
    schedule: seconds,
    pull: seconds,
    pullError: text,
    ready: { anyOf: [...seconds.anyOf, { type: 'null' }] },
    probeMessage: text,
    crash: {
      anyOf: [
        { type: 'null' },
        object({ after: seconds, exitCode: count, reason: text, message: text }, ['after', 'exitCode']),
      ],
    },
    stop: seconds,
    log: object({ every: { type: 'number', exclusiveMinimum: 0 }, lines: { ...texts, minItems: 1 } }, [
      'every',
      'lines',
    ]),
  },
  ['name'],
);

const tenantSchema = object(
  {
    tenant: text,
    environments: {
      type: 'object',
      additionalProperties: object({ clusters: texts, quota: map }, ['clusters']),
    },
    apps: {
      type: 'array',
      items: object(
        {
          name: text,
          kind,
          image: text,
          port: count,
          labels: map,
          annotations: map,
          env: map,
          secrets: map,
          resources,
          sidecars: { type: 'array', items: object({ name: text, image: text, resources }, ['name', 'image']) },
          strategy,
          maxSurge: intOrPercent,
          maxUnavailable: intOrPercent,
          manager: text,
          in: {
            type: 'object',
            additionalProperties: object({
              ...placement,
              per: { type: 'object', additionalProperties: object(placement) },
            }),
          },
        },
        ['name', 'image', 'in'],
      ),
    },
  },
  ['tenant', 'environments', 'apps'],
);

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });

/** Most gateways have clusters of their own, and read no such file. */
function compile<T>(schema: object): () => ValidateFunction<T> {
  return whenNeeded(() => ajv.compile<T>(schema as JSONSchemaType<T>));
}

/** Whether a document has the form of its file; the mistakes are in `errors`. */
export const demoSchemas = {
  cluster: compile<ClusterFile>(clusterSchema),
  lifecycles: compile<LifecycleFile>(object({ lifecycles: { type: 'array', items: lifecycle } }, ['lifecycles'])),
  tenant: compile<TenantFile>(tenantSchema),
};

/** The mistakes of a document, one a line. */
export function describeMistakes(errors: readonly ErrorObject[] | null | undefined): string {
  return (errors ?? [])
    .map(({ instancePath, message, params }) => {
      const extra = 'additionalProperty' in params ? ` (${String(params['additionalProperty'])})` : '';
      return `  ${instancePath === '' ? '/' : instancePath} ${message ?? 'is wrong'}${extra}`;
    })
    .join('\n');
}
