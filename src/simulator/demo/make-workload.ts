import type { NewObject } from '../objects/kube-object.ts';
import type { HorizontalPodAutoscaler } from '../objects/other-kinds.ts';
import type { Container, PodTemplate } from '../objects/pod.ts';
import { parseQuantity } from '../objects/quantity.ts';
import type { DaemonSet, Deployment, StatefulSet } from '../objects/workloads.ts';
import type { ContainerDefinition, WorkloadDefinition } from './cluster-definition.ts';

const changeCause = 'kubernetes.io/change-cause';

/** A Deployment at its first revision, with all defaults of an API server. */
export function makeDeployment(definition: WorkloadDefinition): NewObject<Deployment> {
  const { strategy = 'RollingUpdate', maxSurge = '25%', maxUnavailable = '25%' } = definition;
  return {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    metadata: metadata(definition),
    spec: {
      replicas: definition.replicas ?? 1,
      selector: { matchLabels: selector(definition) },
      template: firstTemplate(definition),
      strategy:
        strategy === 'Recreate'
          ? { type: 'Recreate' }
          : { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: definition.progressDeadline ?? 600,
    },
    status: {},
  };
}

export function makeStatefulSet(definition: WorkloadDefinition): NewObject<StatefulSet> {
  return {
    kind: 'StatefulSet',
    apiVersion: 'apps/v1',
    metadata: metadata(definition),
    spec: {
      replicas: definition.replicas ?? 1,
      selector: { matchLabels: selector(definition) },
      template: firstTemplate(definition),
      serviceName: definition.name,
      podManagementPolicy: 'OrderedReady',
      updateStrategy:
        definition.strategy === 'OnDelete'
          ? { type: 'OnDelete' }
          : { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      revisionHistoryLimit: 10,
    },
    status: { replicas: 0, availableReplicas: 0 },
  };
}

export function makeDaemonSet(definition: WorkloadDefinition): NewObject<DaemonSet> {
  const { maxUnavailable = 1, maxSurge = 0 } = definition;
  return {
    kind: 'DaemonSet',
    apiVersion: 'apps/v1',
    metadata: {
      ...metadata(definition),
      annotations: { 'deprecated.daemonset.template.generation': '1', ...metadata(definition).annotations },
    },
    spec: {
      selector: { matchLabels: selector(definition) },
      template: firstTemplate(definition),
      updateStrategy:
        definition.strategy === 'OnDelete'
          ? { type: 'OnDelete' }
          : { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } },
      revisionHistoryLimit: 10,
    },
    status: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
  };
}

/** The autoscaler of a workload that asks for one, at rest. */
export function makeAutoscaler(
  definition: WorkloadDefinition,
  now: string,
): NewObject<HorizontalPodAutoscaler> | undefined {
  const { autoscale, replicas = 1 } = definition;
  if (autoscale === undefined) return undefined;
  const current = Math.round(autoscale.cpu * 0.8);
  const asked = definition.containers.reduce(
    (sum, { resources }) => sum + (parseQuantity(resources?.requests?.['cpu'] ?? '') ?? 0),
    0,
  );
  const target = (name: string, value: unknown): object => ({
    type: 'Resource',
    resource: { name: 'cpu', [name]: value },
  });
  return {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v2',
    metadata: { name: definition.name, namespace: definition.namespace, labels: selector(definition) },
    spec: {
      scaleTargetRef: { kind: definition.kind, name: definition.name, apiVersion: 'apps/v1' },
      minReplicas: autoscale.min,
      maxReplicas: autoscale.max,
      metrics: [target('target', { type: 'Utilization', averageUtilization: autoscale.cpu })],
    },
    status: {
      currentReplicas: replicas,
      desiredReplicas: replicas,
      currentMetrics: [
        target('current', { averageUtilization: current, averageValue: `${Math.round(asked * current * 10)}m` }),
      ],
      conditions: [
        {
          type: 'AbleToScale',
          status: 'True',
          lastTransitionTime: now,
          reason: 'ReadyForNewScale',
          message: 'recommended size matches current size',
        },
        {
          type: 'ScalingActive',
          status: 'True',
          lastTransitionTime: now,
          reason: 'ValidMetricFound',
          message:
            'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
        },
        {
          type: 'ScalingLimited',
          status: 'False',
          lastTransitionTime: now,
          reason: 'DesiredWithinRange',
          message: 'the desired count is within the acceptable range',
        },
      ],
    },
  };
}

/** The template with another image in its first container, and the annotation that says why. */
export function withImage<
  T extends { readonly metadata: Deployment['metadata']; readonly spec: { readonly template: PodTemplate } },
>(workload: T, image: string, cause: string | undefined): T {
  const { template } = workload.spec;
  const containers = template.spec.containers.map((container, index) =>
    index === 0 ? { ...container, image } : container,
  );
  return {
    ...workload,
    metadata: {
      ...workload.metadata,
      annotations: { ...workload.metadata.annotations, ...(cause === undefined ? {} : { [changeCause]: cause }) },
    },
    spec: { ...workload.spec, template: { ...template, spec: { ...template.spec, containers } } },
  };
}

function selector(definition: WorkloadDefinition): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/name': definition.name };
}

function metadata(definition: WorkloadDefinition): NewObject<Deployment>['metadata'] {
  const first = definition.history?.[0];
  const cause = first === undefined ? definition.changeCause : first.changeCause;
  const annotations = { ...definition.annotations, ...(cause === undefined ? {} : { [changeCause]: cause }) };
  return {
    name: definition.name,
    namespace: definition.namespace,
    labels: { ...selector(definition), ...definition.labels },
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
}

function firstTemplate(definition: WorkloadDefinition): PodTemplate {
  const image = definition.history?.[0]?.image;
  const containers = definition.containers.map((container, index) =>
    makeContainer(index === 0 && image !== undefined ? { ...container, image } : container),
  );
  return {
    metadata: {
      labels: { ...selector(definition), ...definition.labels },
      ...(definition.podAnnotations === undefined ? {} : { annotations: definition.podAnnotations }),
    },
    spec: {
      containers,
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      securityContext: {},
      schedulerName: 'default-scheduler',
    },
  };
}

function makeContainer({ name, image, env, resources, port }: ContainerDefinition): Container {
  return {
    name,
    image,
    ...(port === undefined ? {} : { ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }] }),
    ...(env === undefined ? {} : { env }),
    resources: resources ?? {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
  };
}
