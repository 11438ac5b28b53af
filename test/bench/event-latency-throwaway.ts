// What `event-latency.bench.ts` compares the gateway with: what one would write in an afternoon. An informer of Kubernetes' own client
// keeps the Deployments of a namespace, and graphql-ws's own server tells whoever subscribed, by graphql-js: no callers, no rights, no
// limits, no resuming, nothing told once for many.
import { AppsV1Api, KubeConfig, makeInformer } from '@kubernetes/client-node';
import type { V1Deployment } from '@kubernetes/client-node';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { EventEmitter, on } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

const schema = buildSchema(`
  type Query { ready: Boolean! }
  type Subscription { rollout(app: ID!): RolloutEvent! }
  type RolloutEvent { cursor: String! rollout: Rollout! }
  type Rollout { phase: String! message: String! replicas: Replicas! }
  type Replicas { desired: Int! updated: Int! available: Int! }
`);

const [, , kubeconfig = '', namespace = ''] = process.argv;
const config = new KubeConfig();
config.loadFromFile(kubeconfig);
const api = config.makeApiClient(AppsV1Api);
const informer = makeInformer(config, `/apis/apps/v1/namespaces/${namespace}/deployments`, () =>
  api.listNamespacedDeployment({ namespace }),
);
const changes = new EventEmitter();
changes.setMaxListeners(0);
const tell = (deployment: V1Deployment): void => void changes.emit(nameOf(deployment), deployment);
informer.on('add', tell);
informer.on('update', tell);
await informer.start();

const http = createServer();
const webSockets = new WebSocketServer({ server: http, path: '/graphql', perMessageDeflate: false });
useServer({ schema, roots: { subscription: { rollout } } }, webSockets);
http.listen(0, '127.0.0.1', () => process.send?.({ port: (http.address() as AddressInfo).port }));

async function* rollout({ app }: { readonly app: string }) {
  const news = on(changes, app) as AsyncIterable<[V1Deployment]>;
  const held = informer.get(app, namespace);
  if (held !== undefined) yield eventOf(held);
  for await (const [deployment] of news) yield eventOf(deployment);
}

function eventOf({ metadata, spec, status }: V1Deployment) {
  const replicas = {
    desired: spec?.replicas ?? 0,
    updated: status?.updatedReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
  };
  const isSeen = (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
  const isDone = isSeen && replicas.updated === replicas.desired && replicas.available === replicas.desired;
  const phase = isDone ? 'SUCCEEDED' : isSeen ? 'PROGRESSING' : 'PENDING';
  const message = `${replicas.available} of ${replicas.desired} replicas are available`;
  return { rollout: { cursor: metadata?.resourceVersion ?? '', rollout: { phase, message, replicas } } };
}

function nameOf({ metadata }: V1Deployment): string {
  return metadata?.name ?? '';
}
