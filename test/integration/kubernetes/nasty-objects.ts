import type { KubernetesObject } from '../../support/workloads.ts';

const long = 'x'.repeat(5000);
const unicode = 'schön 日本語 😀 \u2028 "quoted" \\ back';

const container = {
  name: 'app',
  image: 'registry.example.com/shop/api:1.0.0',
  command: ['/bin/sh', '-c', `echo ${unicode}`],
  env: [
    { name: 'EMPTY' },
    { name: 'PLAIN', value: unicode },
    { name: 'FIELD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    { name: 'RESOURCE', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
    { name: 'MAP', valueFrom: { configMapKeyRef: { name: 'settings', key: 'a.b', optional: true } } },
    { name: 'SECRET', valueFrom: { secretKeyRef: { name: 'hidden', key: 'word' } } },
  ],
  envFrom: [{ prefix: 'P_', configMapRef: { name: 'settings', optional: false } }],
  ports: [
    { containerPort: 8080, name: 'http' },
    { containerPort: 53, protocol: 'UDP' },
  ],
  resources: {
    requests: { cpu: '100m', memory: '1.5Gi' },
    limits: { cpu: '1.5', memory: '3e9', 'ephemeral-storage': '1G' },
  },
  livenessProbe: { httpGet: { path: '/', port: 'http', httpHeaders: [{ name: 'X-A', value: '' }] }, periodSeconds: 7 },
  readinessProbe: { tcpSocket: { port: 8080 }, initialDelaySeconds: 0 },
  startupProbe: { grpc: { port: 9000 } },
  lifecycle: { preStop: { sleep: { seconds: 0 } } },
  securityContext: { runAsUser: 0, runAsNonRoot: false, capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] } },
  volumeMounts: [{ name: 'scratch', mountPath: '/scratch', readOnly: false, subPath: 'a' }],
};

/** A pod's spec with something of nearly every form that its fields have. */
const podSpec = {
  terminationGracePeriodSeconds: 0,
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  hostNetwork: false,
  shareProcessNamespace: false,
  nodeSelector: { 'example.com/zone': 'none' },
  schedulerName: 'nobody',
  securityContext: { fsGroup: 2_147_483_647, supplementalGroups: [1, 2, 3], sysctls: [] },
  tolerations: [{ operator: 'Exists', tolerationSeconds: 0, effect: 'NoExecute' }],
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'zone',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: { a: 'b' } },
    },
  ],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b', 'c'] }] }],
      },
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 1, preference: { matchExpressions: [{ key: 'a', operator: 'Exists' }] } },
      ],
    },
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 100, podAffinityTerm: { topologyKey: 'host', labelSelector: { matchLabels: { a: 'b' } } } },
      ],
    },
  },
  dnsConfig: { options: [{ name: 'ndots', value: '2' }, { name: 'debug' }] },
  hostAliases: [{ ip: '127.0.0.1', hostnames: ['a.example.com'] }],
  initContainers: [
    { name: 'sidecar', image: 'registry.example.com/shop/proxy:1', restartPolicy: 'Always' },
    { name: 'prepare', image: 'registry.example.com/shop/prepare:1', resources: { requests: { cpu: '1' } } },
  ],
  containers: [container, { name: 'second', image: 'registry.example.com/shop/second' }],
  volumes: [
    { name: 'scratch', emptyDir: {} },
    { name: 'memory', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } },
    { name: 'map', configMap: { name: 'settings', items: [{ key: 'a', path: 'b', mode: 256 }], optional: true } },
    { name: 'secret', secret: { secretName: 'hidden', defaultMode: 0 } },
    {
      name: 'projected',
      projected: {
        sources: [
          { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
          { downwardAPI: { items: [{ path: 'l', fieldRef: { fieldPath: 'metadata.labels' } }] } },
        ],
      },
    },
    { name: 'options', csi: { driver: 'd.example.com', volumeAttributes: { __proto__x: 'y', 'with space': '' } } },
  ],
};

const annotations = { 'example.com/long': long, 'example.com/text': unicode, 'example.com/empty': '' };
const labels = { app: 'nasty', 'example.com/empty': '' };
const template = { metadata: { labels, annotations: { 'example.com/text': unicode } }, spec: podSpec };
const apps = 'apps/v1';

/** Objects with content that two encodings could tell differently. */
export function nastyObjects(namespace: string): readonly (KubernetesObject & Readonly<Record<string, unknown>>)[] {
  const meta = (name: string) => ({ name, namespace, labels, annotations });
  const selector = { matchLabels: { app: 'nasty' } };
  return [
    {
      apiVersion: apps,
      kind: 'Deployment',
      metadata: meta('deployment'),
      spec: { replicas: 1, paused: false, minReadySeconds: 0, selector, template, strategy: { type: 'Recreate' } },
    },
    {
      apiVersion: apps,
      kind: 'Deployment',
      metadata: meta('none'),
      spec: { replicas: 0, paused: true, selector, template },
    },
    {
      apiVersion: apps,
      kind: 'StatefulSet',
      metadata: meta('stateful'),
      spec: {
        replicas: 1,
        serviceName: 'stateful',
        selector,
        template,
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 3 } },
      },
    },
    {
      apiVersion: apps,
      kind: 'DaemonSet',
      metadata: meta('daemon'),
      spec: { selector, template, updateStrategy: { type: 'OnDelete' } },
    },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: meta('scaler'),
      spec: {
        scaleTargetRef: { apiVersion: apps, kind: 'Deployment', name: 'deployment' },
        maxReplicas: 7,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
          {
            type: 'ContainerResource',
            containerResource: {
              name: 'memory',
              container: 'app',
              target: { type: 'AverageValue', averageValue: '1.5Gi' },
            },
          },
          {
            type: 'External',
            external: {
              metric: { name: 'queue', selector: { matchLabels: { a: 'b' } } },
              target: { type: 'Value', value: '0.5' },
            },
          },
        ],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: meta('event'),
      involvedObject: { kind: 'Pod', namespace, name: 'pod', uid: 'a-uid', apiVersion: 'v1' },
      reason: 'Failed',
      message: unicode,
      type: 'Warning',
      eventTime: '2026-05-05T05:05:05.123456Z',
      series: { count: 7, lastObservedTime: '2026-05-05T06:05:05.999999Z' },
      reportingComponent: 'example.com/test',
      reportingInstance: 'test',
      action: 'Testing',
    },
    { apiVersion: 'v1', kind: 'Pod', metadata: meta('pod'), spec: podSpec },
  ];
}

/** A pod's status that no kubelet would write at once, but each of whose parts some kubelet does. */
export const nastyStatus = {
  phase: 'Running',
  reason: 'NodeLost',
  message: unicode,
  startTime: '2026-01-01T00:00:00Z',
  conditions: [
    { type: 'Ready', status: 'False', lastTransitionTime: '2026-01-01T00:00:01Z', reason: 'ContainersNotReady' },
    { type: 'PodScheduled', status: 'True', lastTransitionTime: null },
    { type: 'Initialized', status: 'True' },
  ],
  initContainerStatuses: [
    { ...status('sidecar', { running: { startedAt: '2026-01-01T00:00:02Z' } }), started: true, restartCount: 2 },
    status('prepare', { terminated: { exitCode: 0, reason: 'Completed', startedAt: null, finishedAt: null } }),
  ],
  containerStatuses: [
    {
      ...status('app', { waiting: { reason: 'CrashLoopBackOff', message: unicode } }),
      restartCount: 300,
      lastState: { terminated: { exitCode: 137, signal: 9, reason: 'OOMKilled', message: unicode } },
    },
    status('second', { terminated: { exitCode: 0, signal: 11 } }),
  ],
};

function status(name: string, state: object) {
  return { name, state, lastState: {}, ready: false, restartCount: 0, image: 'i', imageID: '' };
}
