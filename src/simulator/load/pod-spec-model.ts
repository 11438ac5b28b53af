import type { Model } from './encode-protobuf.ts';
import { holes } from './template.ts';

/** What a pod template says of its pods: one container with probes, settings and limits. */
export function podTemplateSpec(): Model {
  return {
    volumes: [
      { name: 'config', configMap: { name: `${holes.app}-config`, defaultMode: 420 } },
      { name: 'tmp', emptyDir: {} },
    ],
    containers: [appContainer()],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: holes.app,
    serviceAccount: holes.app,
    securityContext: { runAsUser: appUser, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    schedulerName: 'default-scheduler',
  };
}

/** The image of the app's container: each revision has its own tag. */
export const appImage = `registry.example.com/${holes.tenant}/${holes.app}:1.0.${holes.revision}`;

/** What its container asks for, and is held to. */
export const appResources = {
  limits: { cpu: '1', memory: '512Mi' },
  requests: { cpu: '250m', memory: '256Mi' },
} as const;

/** Whom it runs as. */
export const appUser = 10_001;

function appContainer(): Model {
  return {
    name: 'app',
    image: appImage,
    args: ['serve', '--listen=:8080', '--metrics=:9090'],
    ports: [
      { name: 'http', containerPort: 8080, protocol: 'TCP' },
      { name: 'metrics', containerPort: 9090, protocol: 'TCP' },
    ],
    env: [
      { name: 'LOG_LEVEL', value: 'info' },
      { name: 'LOG_FORMAT', value: 'json' },
      { name: 'TENANT', value: holes.tenant },
      { name: 'ENVIRONMENT', value: holes.environment },
      { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://collector.observability:4317' },
      { name: 'DATABASE_HOST', valueFrom: { configMapKeyRef: { name: `${holes.app}-config`, key: 'database.host' } } },
      { name: 'DATABASE_PASSWORD', valueFrom: { secretKeyRef: { name: `${holes.app}-database`, key: 'password' } } },
      { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
      { name: 'POD_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
    ],
    resources: appResources,
    volumeMounts: [
      { name: 'config', readOnly: true, mountPath: '/etc/app' },
      { name: 'tmp', mountPath: '/tmp' },
    ],
    livenessProbe: probe('/healthz', 'http', 10),
    readinessProbe: probe('/readyz', 'http', 5),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
    securityContext: {
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
    },
  };
}

function probe(path: string, port: string, periodSeconds: number): Model {
  return {
    httpGet: { path, port, scheme: 'HTTP' },
    initialDelaySeconds: 5,
    timeoutSeconds: 2,
    periodSeconds,
    successThreshold: 1,
    failureThreshold: 3,
  };
}
