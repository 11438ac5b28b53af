import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppKey } from '../../../src/domain/fleet/keys.ts';
import type { RollbackRequest } from '../../../src/domain/operations/operations.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import { environmentNamespace, images, uniqueName, workloadOf } from '../../support/workloads.ts';
import type { WorkloadOptions } from '../../support/workloads.ts';
import { waitFor } from '../../support/wait-for.ts';
import { caller, operationOf, problemsOf, startOperations } from './operations-under-test.ts';
import type { OperationsUnderTest } from './operations-under-test.ts';

const kinds = [
  { kind: 'DEPLOYMENT', kubernetes: 'Deployment', resource: 'deployment' },
  { kind: 'STATEFUL_SET', kubernetes: 'StatefulSet', resource: 'statefulset' },
  { kind: 'DAEMON_SET', kubernetes: 'DaemonSet', resource: 'daemonset' },
] as const;
type Kind = (typeof kinds)[number];

const cluster = sharedCluster('eu-1');
const tenant = uniqueName('acme');
const namespace = uniqueName('acme-prod');
let gateway: OperationsUnderTest;

beforeAll(async () => {
  await cluster.apply(environmentNamespace(namespace, tenant, 'prod'));
  gateway = await startOperations(cluster);
});
afterAll(async () => {
  await gateway?.close();
});

const appOf = ({ kind }: Kind, name: string): AppKey => ({ tenant, environment: 'prod', name, kind });
const rollback = (app: AppKey, more: Partial<RollbackRequest> = {}) =>
  gateway.operations.rollback({ app, dryRun: false, force: false, ...more }, caller);

async function kubectl(args: readonly string[], input?: string): Promise<string> {
  const result = await cluster.kubectl(['-n', namespace, ...args], input === undefined ? {} : { input });
  if (result.code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
}

async function rolledOut({ resource }: Kind, name: string): Promise<void> {
  await kubectl(['rollout', 'status', `${resource}/${name}`, '--timeout=30s']);
}

/** Waits until the caches show the template that kubectl made. */
async function seen(kind: Kind, name: string): Promise<void> {
  const text = await kubectl(['get', `${kind.resource}/${name}`, '-o', 'json']);
  const { generation } = (JSON.parse(text) as Shown).metadata;
  await waitFor(`${name} is seen`, () => {
    const app = gateway.fleet.app(appOf(kind, name), name, kind.kind);
    return app !== undefined && (app.instances[0]?.workload.meta.generation ?? 0) >= generation;
  });
}

interface Shown {
  readonly metadata: { readonly generation: number; readonly annotations?: Record<string, string> };
  readonly spec: { readonly replicas?: number; readonly template: unknown };
}

/** What a rollback decides, with what differs from object to object taken out. */
async function outcome({ resource, kubernetes }: Kind, name: string) {
  const text = await kubectl(['get', `${resource}/${name}`, '-o', 'json']);
  const { metadata, spec } = JSON.parse(text.replaceAll(name, 'NAME')) as Shown;
  const {
    'tenantry.dev/operation': _operation,
    'kubectl.kubernetes.io/last-applied-configuration': _applied,
    ...annotations
  } = metadata.annotations ?? {};
  // kubectl's columns of a history are told by number and change cause.
  const history = await kubectl(['rollout', 'history', `${resource}/${name}`]);
  return {
    template: spec.template,
    replicas: spec.replicas,
    annotations,
    history:
      kubernetes === 'Deployment'
        ? history.replaceAll(name, 'NAME').split('\n').slice(1)
        : history.split('\n').slice(1),
  };
}

const options = (name: string, image: string): WorkloadOptions => ({
  namespace,
  name,
  image,
  sidecars: [{ name: 'proxy', image: images.good }],
});

/** The ways in which workloads come to be: each makes a first and a second revision. */
const makers: Readonly<Record<string, (kind: Kind, name: string) => Promise<void>>> = {
  'kubectl apply': async ({ kubernetes, resource }, name) => {
    for (const [index, image] of [images.good, images.better].entries()) {
      const object = workloadOf(kubernetes, {
        ...options(name, image),
        annotations: { 'kubernetes.io/change-cause': `release ${index + 1}` },
      });
      await kubectl(['apply', '-f', '-'], JSON.stringify(object));
      await kubectl(['rollout', 'status', `${resource}/${name}`, '--timeout=30s']);
    }
  },
  'kubectl create, then set image': async ({ kubernetes, resource }, name) => {
    await kubectl(['create', '-f', '-'], JSON.stringify(workloadOf(kubernetes, options(name, images.good))));
    await kubectl(['rollout', 'status', `${resource}/${name}`, '--timeout=30s']);
    await kubectl(['set', 'image', `${resource}/${name}`, `app=${images.better}`]);
    await kubectl(['annotate', `${resource}/${name}`, 'team=shop']);
  },
  'server-side apply, as of Helm charts': async ({ kubernetes, resource }, name) => {
    for (const image of [images.good, images.better]) {
      const object = workloadOf(kubernetes, {
        ...options(name, image),
        labels: { 'app.kubernetes.io/managed-by': 'Helm' },
        annotations: { 'meta.helm.sh/release-name': 'shop' },
      });
      await kubectl(['apply', '--server-side', '--field-manager=helm', '-f', '-'], JSON.stringify(object));
      await kubectl(['rollout', 'status', `${resource}/${name}`, '--timeout=30s']);
    }
  },
  'kubectl apply, then set env and scale by others': async (kind, name) => {
    await kubectl(['apply', '-f', '-'], JSON.stringify(workloadOf(kind.kubernetes, options(name, images.good))));
    await rolledOut(kind, name);
    await kubectl(['set', 'env', `${kind.resource}/${name}`, 'URL=http://x/?a=1&b=<2>', 'LEVEL=debug']);
    await rolledOut(kind, name);
    await kubectl(['set', 'image', `${kind.resource}/${name}`, `app=${images.better}`]);
    await rolledOut(kind, name);
    if (kind.kind !== 'DAEMON_SET') await kubectl(['scale', `${kind.resource}/${name}`, '--replicas=3']);
  },
};

describe.each(kinds)('rollbackApp of a $kubernetes equals `kubectl rollout undo`', (kind) => {
  it.each(Object.entries(makers))('made by %s', async (way, make) => {
    const letter = Object.keys(makers).indexOf(way);
    const ours = `ours-${kind.resource}-${letter}`;
    const theirs = `kube-${kind.resource}-${letter}`;
    for (const name of [ours, theirs]) {
      await make(kind, name);
      await rolledOut(kind, name);
    }
    // Twice: the second goes forth again, as kubectl does.
    for (let round = 0; round < 2; round += 1) {
      await seen(kind, ours);
      const done = await gateway.ended(operationOf(await rollback(appOf(kind, ours))).id);
      expect(done).toMatchObject({ state: 'SUCCEEDED', problem: null });
      await kubectl(['rollout', 'undo', `${kind.resource}/${theirs}`]);
      await rolledOut(kind, theirs);
      expect(await outcome(kind, ours)).toEqual(await outcome(kind, theirs));
    }
  });

  it('to a revision by number, and by its template', async () => {
    const [ours, theirs] = [`ours-${kind.resource}-n`, `kube-${kind.resource}-n`];
    for (const name of [ours, theirs]) {
      await makers['kubectl apply']?.(kind, name);
      await kubectl(['set', 'image', `${kind.resource}/${name}`, `app=${images.good}-third`]);
      await rolledOut(kind, name);
    }
    await seen(kind, ours);
    const app = appOf(kind, ours);
    await gateway.ended(operationOf(await rollback(app, { toRevision: 1 })).id);
    await kubectl(['rollout', 'undo', `${kind.resource}/${theirs}`, '--to-revision=1']);
    await rolledOut(kind, theirs);
    expect(await outcome(kind, ours)).toEqual(await outcome(kind, theirs));

    const shown = gateway.fleet.app(app, app.name, app.kind);
    const second = shown && gateway.fleet.revisions(shown, {}).edges.find(({ node }) => node.image === images.better);
    await gateway.ended(operationOf(await rollback(app, { templateDigest: second?.node.templateDigest ?? '' })).id);
    await kubectl(['rollout', 'undo', `${kind.resource}/${theirs}`, '--to-revision=2']);
    await rolledOut(kind, theirs);
    expect(await outcome(kind, ours)).toEqual(await outcome(kind, theirs));

    expect(problemsOf(await rollback(app, { toRevision: 99 }))).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'toRevision'] },
    ]);
  });

  it('finds nothing to go back to where there was one revision only', async () => {
    const name = `first-${kind.resource}`;
    await cluster.apply(workloadOf(kind.kubernetes, options(name, images.good)));
    await rolledOut(kind, name);
    await seen(kind, name);
    expect(problemsOf(await rollback(appOf(kind, name)))).toMatchObject([{ code: 'NOT_FOUND' }]);
  });
});
