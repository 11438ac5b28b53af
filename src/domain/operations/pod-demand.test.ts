import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../lib/json.ts';
import { isAboutPods, podDemand } from './pod-demand.ts';

const asks = (requests: JsonObject, limits: JsonObject = {}): JsonObject => ({ resources: { requests, limits } });
const demandOf = (spec: JsonObject) => podDemand({ spec: { template: { spec } } });

describe('what a pod takes of a quota', () => {
  it('is what its containers ask for together; a limit stands for a request that is not said', () => {
    const demand = demandOf({
      containers: [asks({ cpu: '250m', memory: '1Gi' }, { cpu: '1' }), asks({ memory: '512Mi' }, { cpu: '500m' })],
    });
    expect(demand('pods')).toBe(1);
    expect(demand('count/pods')).toBe(1);
    expect(demand('requests.cpu')).toBe(0.75);
    expect(demand('cpu')).toBe(0.75);
    expect(demand('limits.cpu')).toBe(1.5);
    expect(demand('requests.memory')).toBe(1.5 * 2 ** 30);
    // One of them says nothing of it: a LimitRange may.
    expect(demand('limits.memory')).toBeNull();
    // Nothing that a LimitRange fills in by itself.
    expect(demand('requests.nvidia.com/gpu')).toBe(0);
  });

  it('is that of an init container where it alone takes more; one that goes on counts with the others', () => {
    const containers = [asks({ cpu: '1' })];
    expect(demandOf({ containers, initContainers: [asks({ cpu: '3' })] })('requests.cpu')).toBe(3);
    const sidecar = { ...asks({ cpu: '500m' }), restartPolicy: 'Always' };
    expect(demandOf({ containers, initContainers: [sidecar] })('requests.cpu')).toBe(1.5);
    // An init container runs beside the sidecars before it.
    expect(demandOf({ containers, initContainers: [sidecar, asks({ cpu: '2' })] })('requests.cpu')).toBe(2.5);
    expect(demandOf({ containers, initContainers: [asks({ cpu: '2' }), sidecar] })('requests.cpu')).toBe(2);
  });

  it('is what the pod itself asks for, where it does; and not known with the overhead of a RuntimeClass', () => {
    const containers = [asks({ cpu: '1' })];
    expect(demandOf({ containers, ...asks({ cpu: '4' }) })('requests.cpu')).toBe(4);
    const sandboxed = demandOf({ containers, runtimeClassName: 'gvisor' });
    expect([sandboxed('requests.cpu'), sandboxed('pods')]).toEqual([null, 1]);
  });

  it('is nothing of what is not about pods', () => {
    const about = ['pods', 'cpu', 'limits.memory', 'requests.ephemeral-storage', 'requests.nvidia.com/gpu'];
    const other = [
      'services',
      'requests.storage',
      'persistentvolumeclaims',
      'count/deployments.apps',
      'gold.storageclass.storage.k8s.io/requests.storage',
    ];
    expect(about.filter(isAboutPods)).toEqual(about);
    expect(other.filter(isAboutPods)).toEqual([]);
  });
});
