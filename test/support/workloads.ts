import { randomUUID } from 'node:crypto';
import { planted } from './recording/recording.ts';

/** How the pods of a workload live; see test/support/stages. Without it the image decides, and `ready` is the default. */
export type Lifecycle = 'ready' | 'slow-start' | 'never-ready' | 'image-pull-failure' | 'crash-loop' | 'oom';

/** Images whose tag says how their pods live, so that a deploy of a bad image fails as it does in life. */
export const images = {
  good: 'registry.example.com/shop/api:1.0.0',
  better: 'registry.example.com/shop/api:1.1.0',
  doesNotExist: 'registry.example.com/shop/api:does-not-exist',
  crash: 'registry.example.com/shop/api:crash-1.2.0',
  outOfMemory: 'registry.example.com/shop/api:oom-1.2.0',
  neverReady: 'registry.example.com/shop/api:never-ready-1.2.0',
  slow: 'registry.example.com/shop/api:slow-1.2.0',
} as const;

export type WorkloadKind = 'Deployment' | 'StatefulSet' | 'DaemonSet';

export interface WorkloadOptions {
  readonly namespace: string;
  readonly name: string;
  /** {@link images}.good when left out. */
  readonly image?: string;
  /** 2 when left out; a DaemonSet has none. */
  readonly replicas?: number;
  readonly lifecycle?: Lifecycle;
  /** Labels of the workload itself. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Annotations of its pods, e.g. `tenantry.test/message`, `tenantry.test/delay`. */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /** Containers after the first one, which is called `app`. */
  readonly sidecars?: readonly { readonly name: string; readonly image: string }[];
  /** `{ requests: { cpu: '100m' } }` and so on, of each container. */
  readonly resources?: object;
  /** Whether secrets are planted in it: a variable of its first container, and annotations. Default: true. */
  readonly secrets?: boolean;
  /** Merged into the workload's spec, e.g. `{ progressDeadlineSeconds: 5 }`. */
  readonly spec?: object;
  /** Merged into the pod's spec, e.g. `{ nodeSelector: { zone: 'none' } }`. */
  readonly podSpec?: object;
}

/** A Kubernetes object as plain data. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: unknown;
}

/** A word that no other test uses, for names of namespaces and tenants: `shop` becomes e.g. `shop-3f9a1c`. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomUUID().slice(0, 6)}`;
}

/** A namespace with the given labels. */
export function namespace(
  name: string,
  labels: Readonly<Record<string, string>> = {},
  annotations: Readonly<Record<string, string>> = {},
): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels, annotations } };
}

/** The namespace of an environment, with Tenantry's own labels. */
export function environmentNamespace(name: string, tenant: string, environment: string): KubernetesObject {
  return namespace(name, { 'tenantry.dev/tenant': tenant, 'tenantry.dev/environment': environment });
}

export function deployment(options: WorkloadOptions): KubernetesObject {
  return workload('Deployment', options, { replicas: options.replicas ?? 2 });
}

export function statefulSet(options: WorkloadOptions): KubernetesObject {
  return workload('StatefulSet', options, { replicas: options.replicas ?? 2, serviceName: options.name });
}

export function daemonSet(options: WorkloadOptions): KubernetesObject {
  return workload('DaemonSet', options, {});
}

/** A workload of any of the three kinds. */
export function workloadOf(kind: WorkloadKind, options: WorkloadOptions): KubernetesObject {
  return { Deployment: deployment, StatefulSet: statefulSet, DaemonSet: daemonSet }[kind](options);
}

/** A quota of pods, and of anything else in Kubernetes' words (`requests.cpu`). */
export function resourceQuota(namespace: string, hard: Readonly<Record<string, string>>): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'quota', namespace },
    spec: { hard },
  };
}

/**
 * A ValidatingAdmissionPolicy with its binding, for the namespaces with the label `tenantry.test/policy: NAME`.
 *
 * @param expression CEL over Deployments, StatefulSets, DaemonSets and Pods that must hold
 */
export function admissionPolicy(name: string, expression: string, message: string): readonly KubernetesObject[] {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ['apps', ''],
              apiVersions: ['v1'],
              operations: ['CREATE', 'UPDATE'],
              resources: ['deployments', 'statefulsets', 'daemonsets', 'pods'],
            },
          ],
        },
        validations: [{ expression, message }],
      },
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: {
        policyName: name,
        validationActions: ['Deny'],
        matchResources: { namespaceSelector: { matchLabels: { 'tenantry.test/policy': name } } },
      },
    },
  ];
}

function workload(kind: WorkloadKind, options: WorkloadOptions, spec: object): KubernetesObject {
  const { name, namespace, image = images.good, lifecycle, sidecars = [], resources = {}, secrets = true } = options;
  const selected = { 'app.kubernetes.io/name': name };
  const env = secrets ? { env: [{ name: 'DB_PASSWORD', value: planted('workload-env') }] } : {};
  const secretAnnotation = secrets ? { 'tenantry.test/api-token': planted('workload-annotation') } : {};
  const lifecycleAnnotation = lifecycle === undefined ? {} : { 'tenantry.test/lifecycle': lifecycle };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: {
      name,
      namespace,
      labels: { ...selected, ...options.labels },
      annotations: { ...secretAnnotation, ...options.annotations },
    },
    spec: {
      ...spec,
      selector: { matchLabels: selected },
      ...options.spec,
      template: {
        metadata: {
          labels: selected,
          annotations: { ...secretAnnotation, ...lifecycleAnnotation, ...options.podAnnotations },
        },
        spec: {
          // Kubernetes' 30 s are for programs that have something to finish.
          terminationGracePeriodSeconds: 1,
          containers: [{ name: 'app', image, ...env }, ...sidecars].map((container) => ({ ...container, resources })),
          ...options.podSpec,
        },
      },
    },
  };
}
