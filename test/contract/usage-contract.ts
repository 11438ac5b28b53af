import { expect } from 'vitest';
import { send } from './raw-client.ts';
import type { Endpoint } from './raw-client.ts';

const root = '/apis/metrics.k8s.io/v1beta1';

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const duration = expect.stringMatching(/^[\d.]+(?:ms|m|s)[\d.ms]*$/);
const usage = {
  cpu: expect.stringMatching(/^\d+(?:n|u|m|)$/),
  memory: expect.stringMatching(/^\d+(?:Ki|Mi|Gi|)$/),
};

/**
 * What the gateway reads of a metrics API, and how that answers: held against metrics-server on a real API server, and against the
 * simulator. `namespace` holds a measured pod with a container `app`.
 */
export async function expectMetricsApi(endpoint: Endpoint, namespace: string): Promise<void> {
  const get = async (path: string) => await send(endpoint, { path: `${root}${path}` });

  const discovered = await get('');
  expect(discovered).toMatchObject({
    status: 200,
    json: {
      kind: 'APIResourceList',
      apiVersion: 'v1',
      groupVersion: 'metrics.k8s.io/v1beta1',
      resources: [
        { name: 'nodes', singularName: '', namespaced: false, kind: 'NodeMetrics', verbs: ['get', 'list'] },
        { name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] },
      ],
    },
  });

  const pods = await get('/pods');
  const podItems = itemsOf(pods.json);
  expect(pods).toMatchObject({ status: 200, json: { kind: 'PodMetricsList', apiVersion: 'metrics.k8s.io/v1beta1' } });
  const ours = podItems.filter(({ metadata }) => metadata.namespace === namespace);
  expect(ours.length).toBeGreaterThan(0);
  for (const item of ours) {
    expect(item).toMatchObject({ metadata: { creationTimestamp: time }, timestamp: time, window: duration });
    expect(item).toMatchObject({ containers: [{ name: 'app', usage }] });
  }

  const nodes = await get('/nodes');
  expect(nodes).toMatchObject({ status: 200, json: { kind: 'NodeMetricsList', apiVersion: 'metrics.k8s.io/v1beta1' } });
  const nodeItems = itemsOf(nodes.json);
  expect(nodeItems.length).toBeGreaterThan(0);
  for (const item of nodeItems) expect(item).toMatchObject({ timestamp: time, window: duration, usage });

  // It knows no pages, whatever is asked for.
  expect(itemsOf((await get('/pods?limit=1')).json).length).toBe(podItems.length);
  const refusal = { kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404 };
  const noNode = { ...refusal, message: 'node "nothing" not found', details: { name: 'nothing', kind: 'node' } };
  expect(await get('/nodes/nothing')).toMatchObject({ status: 404, json: noNode });
  expect(await get(`/namespaces/${namespace}/pods/nothing`)).toMatchObject({
    status: 404,
    json: { ...refusal, message: `pods "nothing" not found` },
  });
  const noResource = { ...refusal, message: 'the server could not find the requested resource' };
  expect(await get('/volumes')).toMatchObject({ status: 404, json: noResource });
}

interface Item {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

function itemsOf(list: unknown): readonly Item[] {
  return (list as { readonly items: readonly Item[] }).items;
}
