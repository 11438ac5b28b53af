// The fleets of `growth.bench.ts`: the same clusters and tenants with more or fewer apps, which change while they are asked about.
import { createAccess, fleetScope, tenantScope } from '../../src/domain/access/access.ts';
import { builtInRoles } from '../../src/domain/access/role.ts';
import { MemoryCluster } from '../../src/domain/fleet/testing/memory-cluster.ts';
import { namespace, pod, revisionOf, workload } from '../../src/domain/fleet/testing/objects.ts';
import { callerOf } from '../../src/domain/testing/caller-of.ts';
import type { Workload } from '../../src/domain/workloads/workload.ts';
import { executeCompiled } from '../../src/graphql/execution/execute-compiled.ts';
import { executeWithGraphqlJs } from '../../src/graphql/execution/execute-with-graphql-js.ts';
import { keeping } from '../../src/graphql/kept-fields.ts';
import { createSchema } from '../../src/graphql/schema.ts';
import { defaultLimits } from '../../src/graphql/server/limits.ts';
import { createPrepare } from '../../src/graphql/server/prepare.ts';
import { GraphUnderTest } from '../../src/graphql/testing/graph-under-test.ts';

const schema = await createSchema();
const prepare = createPrepare(schema, defaultLimits);

const clusterCount = 10;
const tenantCount = 10;
const environments = ['dev', 'prod'];

const viewer = builtInRoles.find(({ name }) => name === 'viewer')?.actions ?? new Set();

/** Who asks: one who sees all tenants, and one who sees half of them, by a role in each. */
export const callers = {
  'who sees all tenants': callerOf('all', [], {
    access: createAccess([{ role: 'viewer', scope: fleetScope, actions: viewer }]),
  }),
  'who sees 5 tenants': callerOf('some', [], {
    access: createAccess(
      Array.from({ length: tenantCount / 2 }, (_, index) => ({
        role: 'viewer',
        scope: tenantScope(tenantName(2 * index)),
        actions: viewer,
      })),
    ),
  }),
};

/** A fleet of this many workloads. */
export class GrowthFleet {
  readonly #graph: GraphUnderTest;
  readonly #execute = executeCompiled(schema, executeWithGraphqlJs(schema), keeping);
  readonly #clusters: readonly MemoryCluster[];
  readonly #workloads: readonly Workload[];
  #turn = 0;

  constructor(size: number) {
    this.#clusters = Array.from({ length: clusterCount }, (_, index) => new MemoryCluster(`cluster-${index}`));
    for (const cluster of this.#clusters) {
      for (let tenant = 0; tenant < tenantCount; tenant += 1) {
        for (const environment of environments)
          cluster.namespaces.put(namespace(`${tenantName(tenant)}-${environment}`));
      }
    }
    this.#workloads = Array.from({ length: size }, (_, index) => this.#put(index));
    this.#graph = new GraphUnderTest(...this.#clusters);
    this.#graph.itemsPerAnswer = 100_000;
  }

  /** Five apps are others than before: in health, image, restarts or time of change. */
  change(): void {
    for (let count = 0; count < 5; count += 1) {
      this.#turn += 1;
      this.#put((this.#turn * 7_919) % this.#workloads.length);
    }
  }

  /** As the gateway answers it: the text of `data`. @throws where there are errors */
  async ask(
    query: string,
    who: keyof typeof callers,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    const prepared = prepare({ query, operationName: null, variables });
    if (!prepared.ok) throw new Error(`no answer: ${prepared.failure[0]?.message}`);
    const { data, errors } = await this.#execute({ ...prepared.value, context: this.#graph.contextFor(callers[who]) });
    if (errors.length > 0 || data === null) throw new Error(`no answer: ${errors[0]?.message}`);
    return data;
  }

  #put(index: number): Workload {
    const cluster = this.#clusters[index % clusterCount];
    if (cluster === undefined) throw new Error('there are no clusters');
    const tenant = Math.floor(index / clusterCount) % tenantCount;
    const environment = environments[Math.floor(index / clusterCount / tenantCount) % environments.length] ?? '';
    const home = { namespace: `${tenantName(tenant)}-${environment}`, generation: this.#turn + 1 };
    const chance = mixed(index + this.#turn * 104_729);
    const made = cluster.workloads.DEPLOYMENT.put(
      workload(`app-${index}`, 'DEPLOYMENT', {
        meta: { ...home, labels: { tier: index % 4 === 0 ? 'front' : 'back' } },
        image: `registry.example/app:${(chance >>> 8) % 5}`,
        paused: chance % 6 === 0,
      }),
    );
    const set = cluster.replicaSets.put(revisionOf(made, 1));
    const owner = { kind: 'ReplicaSet', meta: set.meta };
    cluster.pods.put(pod(`pod-${index}`, owner, { restarts: (chance >>> 16) % 40 }));
    return made;
  }
}

function tenantName(index: number): string {
  return `tenant${String(index).padStart(2, '0')}`;
}

/** A number that has nothing of the other's pattern, the same each time: 0 up to 2³². */
function mixed(seed: number): number {
  const once = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d);
  return (once ^ (once >>> 13)) >>> 0;
}
