import { silentLog } from '../../src/lib/log.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { startLoadFleet } from '../../src/simulator/load/load-fleet.ts';
import type { ControlPlane } from '../support/control-plane.ts';

interface Written {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly [more: string]: unknown };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: object;
}

const atOnce = 16;
const kinds = [
  ['/apis/apps/v1', 'deployments'],
  ['/apis/apps/v1', 'replicasets'],
  ['/api/v1', 'pods'],
] as const;

/**
 * Writes to a real API server what a load cluster has: Deployments with two ReplicaSets and three pods each, and what controllers and
 * kubelets say of them, so that the server has all that it keeps of such objects. Nobody else may work on them.
 */
export async function writeLoadObjects({ apply, request }: ControlPlane, deployments: number): Promise<void> {
  const fleet = await startLoadFleet({
    clusters: 1,
    deployments,
    formats: ['json'],
    clock: systemClock,
    log: silentLog,
  });
  const url = fleet.servers[0]?.url ?? '';
  const read = async (path: string) =>
    ((await (await fetch(`${url}${path}`)).json()) as { readonly items: readonly Written[] }).items;
  const write = async (method: 'POST' | 'PUT', path: string, body: unknown): Promise<void> => {
    const answer = await request(method, path, { body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  };
  try {
    const lists = await Promise.all(kinds.map(([group, plural]) => read(`${group}/${plural}`)));
    const namespaces = [...new Set(lists.flat().map(({ metadata }) => metadata.namespace))];
    await apply(...namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })));
    for (const namespace of namespaces)
      await write('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name: account } });
    const tasks = lists.flatMap((list, kind) =>
      list.map((object) => async () => {
        const [group, plural] = kinds[kind] ?? kinds[0];
        const body = asWritten(object);
        const path = `${group}/namespaces/${body.metadata.namespace}/${plural}`;
        await write('POST', path, body);
        await write('PUT', `${path}/${body.metadata.name}/status`, body);
      }),
    );
    const lanes = Array.from({ length: atOnce }, async () => {
      for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) await task();
    });
    await Promise.all(lanes);
  } finally {
    await fleet.close();
  }
}

/** Admission takes no pod of an account that is not there. */
const account = 'listed';

/** Without what the server gives an object itself. */
function asWritten(object: Written): Written {
  const {
    uid: _uid,
    resourceVersion: _version,
    managedFields: _fields,
    generation: _generation,
    ...metadata
  } = object.metadata;
  const { spec } = object;
  return {
    ...object,
    metadata: metadata as Written['metadata'],
    spec: 'containers' in spec ? withAccount(spec) : spec,
  };
}

function withAccount(spec: Readonly<Record<string, unknown>>) {
  return { ...spec, serviceAccountName: account, serviceAccount: account };
}
