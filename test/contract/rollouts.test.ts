import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { images } from '../support/workloads.ts';
import { send, watch } from './raw-client.ts';
import { availableTargets, openTarget } from './targets.ts';
import type { ContractTarget } from './targets.ts';

interface Workload {
  readonly kind: string;
  readonly metadata: {
    readonly generation: number;
    readonly resourceVersion: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly template: object };
  readonly status: Readonly<Record<string, unknown>>;
}
interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}
interface Owned {
  readonly metadata: {
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly name: string }[];
  };
  readonly spec?: { readonly replicas: number; readonly template: object };
  readonly revision?: number;
}

const image = '/spec/template/spec/containers/0/image';

describe.each(availableTargets)('rollouts in %s', (name) => {
  let target: ContractTarget;
  beforeAll(async () => {
    target = await openTarget(name);
  });
  afterAll(() => target.close());

  const path = (what: string) => `/apis/apps/v1/namespaces/${target.namespace}/${what}`;

  async function patch(what: string, ...operations: object[]): Promise<Workload> {
    const response = await send(target.endpoint, {
      method: 'PATCH',
      path: `${path(what)}?fieldManager=tenantry&fieldValidation=Strict`,
      headers: { 'content-type': 'application/json-patch+json' },
      body: JSON.stringify(operations),
    });
    expect(response).toMatchObject({ status: 200 });
    return response.json as Workload;
  }

  /** Watches until the workload is as asked; the answer is every state on the way. */
  async function statesUntil(what: string, from: Workload, done: (workload: Workload) => boolean): Promise<Workload[]> {
    const [plural = '', one = ''] = what.split('/');
    const states = [from];
    const query = `watch=1&resourceVersion=${from.metadata.resourceVersion}&fieldSelector=metadata.name%3D${one}`;
    for await (const event of watch(target.endpoint, `${path(plural)}?${query}`)) {
      states.push(event.object as unknown as Workload);
      if (done(event.object as unknown as Workload)) break;
    }
    return states;
  }

  async function owned(plural: string, owner: string): Promise<readonly Owned[]> {
    const { json } = await send(target.endpoint, { path: path(plural) });
    const { items } = json as { readonly items: readonly Owned[] };
    return items.filter(({ metadata }) => metadata.ownerReferences?.some((reference) => reference.name === owner));
  }

  const observed = ({ metadata, status }: Workload) => status['observedGeneration'] === metadata.generation;
  const revision = (object: Owned | Workload) =>
    Number(object.metadata.annotations?.['deployment.kubernetes.io/revision']);
  const conditions = ({ status }: Workload) => (status['conditions'] ?? []) as readonly Condition[];
  const complete = (replicas: number) => (workload: Workload) => {
    const { status } = workload;
    const counts = ['replicas', 'updatedReplicas', 'availableReplicas'].every((field) => status[field] === replicas);
    return observed(workload) && counts && status['terminatingReplicas'] === 0;
  };

  it('a Deployment rolls within its surge, and says that it is done', async () => {
    const before = await owned('replicasets', 'web');
    const patched = await patch('deployments/web', { op: 'replace', path: image, value: images.better });
    expect(patched.metadata.generation).toBe(Number(patched.status['observedGeneration']) + 1);
    const states = await statesUntil('deployments/web', patched, complete(3));
    for (const { status } of states) {
      expect(Number(status['availableReplicas'] ?? 0)).toBeGreaterThanOrEqual(3);
    }
    // What was asked for at each moment: the Deployment's own count sums what its ReplicaSets told last, and may lag behind.
    const sizes = new Map(before.map(({ metadata, spec }) => [metadata.name, spec?.replicas ?? 0]));
    const history = `${path('replicasets')}?watch=1&resourceVersion=${patched.metadata.resourceVersion}&timeoutSeconds=1`;
    const sums: number[] = [];
    for await (const event of watch(target.endpoint, history)) {
      const { metadata, spec } = event.object as unknown as Owned;
      sizes.set(metadata.name, spec?.replicas ?? 0);
      sums.push([...sizes.values()].reduce((a, b) => a + b));
    }
    expect(Math.max(...sums)).toBe(4);
    const last = states.at(-1)!;
    expect(last.status).toMatchObject({ replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 });
    const [current] = (await owned('replicasets', 'web')).filter(({ spec }) => (spec?.replicas ?? 0) > 0);
    expect(revision(last)).toBe(2);
    expect(revision(current!)).toBe(2);
    expect(
      conditions(last)
        .map(({ type, status, reason }) => [type, status, reason])
        .sort(),
    ).toEqual([
      ['Available', 'True', 'MinimumReplicasAvailable'],
      ['Progressing', 'True', 'NewReplicaSetAvailable'],
    ]);
    expect(conditions(last).find(({ type }) => type === 'Progressing')?.message).toBe(
      `ReplicaSet "${current!.metadata.name}" has successfully progressed.`,
    );
  });

  it('a Deployment that goes back takes its old ReplicaSet with a new revision', async () => {
    const before = await owned('replicasets', 'web');
    const patched = await patch('deployments/web', { op: 'replace', path: image, value: images.good });
    const last = (await statesUntil('deployments/web', patched, complete(3))).at(-1)!;
    const after = await owned('replicasets', 'web');
    expect(after.map(({ metadata }) => metadata.name)).toEqual(before.map(({ metadata }) => metadata.name));
    expect(revision(last)).toBe(3);
    expect(after.map(revision).sort()).toEqual([2, 3]);
    const current = after.find(({ spec }) => spec?.replicas === 3);
    expect(current?.metadata.annotations?.['deployment.kubernetes.io/revision-history']).toBe('1');
  });

  it('a Deployment that is scaled keeps its revision', async () => {
    const patched = await patch('deployments/web', { op: 'replace', path: '/spec/replicas', value: 5 });
    const last = (await statesUntil('deployments/web', patched, complete(5))).at(-1)!;
    expect(revision(last)).toBe(3);
    expect((await owned('replicasets', 'web')).map(({ spec }) => spec?.replicas).sort()).toEqual([0, 5]);
  });

  it('a paused Deployment observes a new template and rolls only when it is resumed', async () => {
    const paused = await patch('deployments/web', { op: 'add', path: '/spec/paused', value: true });
    await statesUntil('deployments/web', paused, (state) =>
      conditions(state).some(({ reason }) => reason === 'DeploymentPaused'),
    );
    const patched = await patch('deployments/web', { op: 'replace', path: image, value: images.better });
    const seen = (await statesUntil('deployments/web', patched, observed)).at(-1)!;
    expect(seen.status['updatedReplicas'] ?? 0).not.toBe(5);
    const resumed = await patch('deployments/web', { op: 'remove', path: '/spec/paused' });
    const last = (await statesUntil('deployments/web', resumed, complete(5))).at(-1)!;
    expect(revision(last)).toBe(4);
  });

  it('a Deployment whose pods never run says so after its deadline', async () => {
    const patched = await patch(
      'deployments/web',
      { op: 'replace', path: '/spec/progressDeadlineSeconds', value: 2 },
      { op: 'replace', path: image, value: images.crash },
    );
    const exceeded = (state: Workload) => conditions(state).some(({ reason }) => reason === 'ProgressDeadlineExceeded');
    const last = (await statesUntil('deployments/web', patched, exceeded)).at(-1)!;
    const progressing = conditions(last).find(({ type }) => type === 'Progressing')!;
    expect(progressing).toMatchObject({ status: 'False' });
    expect(progressing.message).toMatch(/^ReplicaSet "web-[a-z0-9]+" has timed out progressing\.$/);
    expect(Number(last.status['availableReplicas'])).toBeGreaterThanOrEqual(4);
  });

  it('a StatefulSet replaces its pods from the last to the first, and then has one revision', async () => {
    const patched = await patch('statefulsets/db', { op: 'replace', path: image, value: images.better });
    const done = (state: Workload) =>
      observed(state) &&
      state.status['currentRevision'] === state.status['updateRevision'] &&
      state.status['updatedReplicas'] === 2;
    const states = await statesUntil('statefulsets/db', patched, done);
    expect(states.map(({ status }) => Number(status['readyReplicas'] ?? 0)).every((ready) => ready >= 1)).toBe(true);
    expect(states.at(-1)!.status).toMatchObject({
      replicas: 2,
      readyReplicas: 2,
      currentReplicas: 2,
      updatedReplicas: 2,
      availableReplicas: 2,
    });
    const revisions = await owned('controllerrevisions', 'db');
    expect(revisions.map((object) => object.revision).sort()).toEqual([1, 2]);
  });

  it('a StatefulSet that goes back gives the old revision a new number', async () => {
    const before = (await owned('controllerrevisions', 'db')).map(({ metadata }) => metadata.name);
    const patched = await patch('statefulsets/db', { op: 'replace', path: image, value: images.good });
    const done = (state: Workload) =>
      observed(state) &&
      state.status['currentRevision'] === state.status['updateRevision'] &&
      state.status['updatedReplicas'] === 2;
    await statesUntil('statefulsets/db', patched, done);
    const revisions = await owned('controllerrevisions', 'db');
    expect(revisions.map(({ metadata }) => metadata.name)).toEqual(before);
    expect(revisions.map((object) => object.revision).sort()).toEqual([2, 3]);
  });

  it('a DaemonSet replaces its pods node by node', async () => {
    const patched = await patch('daemonsets/agent', { op: 'replace', path: image, value: images.better });
    const desired = Number(patched.status['desiredNumberScheduled']);
    const done = (state: Workload) =>
      observed(state) &&
      state.status['updatedNumberScheduled'] === desired &&
      state.status['numberAvailable'] === desired;
    const states = await statesUntil('daemonsets/agent', patched, done);
    for (const { status } of states) expect(Number(status['numberUnavailable'] ?? 0)).toBeLessThanOrEqual(1);
    expect(states.at(-1)!.status).toMatchObject({
      currentNumberScheduled: desired,
      numberReady: desired,
      numberMisscheduled: 0,
    });
    expect((await owned('controllerrevisions', 'agent')).map((object) => object.revision).sort()).toEqual([1, 2]);
  });
});
