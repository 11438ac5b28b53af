// The fleet that `nested-query.bench.ts` asks about, and who asks: 10 tenants × 5 environments × 10 apps × 3 pods, all of which a
// developer of these tenants may see.
import { tenantScope } from '../../src/domain/access/access.ts';
import type { Binding } from '../../src/domain/access/binding.ts';
import { MemoryCluster } from '../../src/domain/fleet/testing/memory-cluster.ts';
import { namespace, pod, revisionOf, workload } from '../../src/domain/fleet/testing/objects.ts';
import type { Pod } from '../../src/domain/workloads/pod.ts';

const tenants = Array.from({ length: 10 }, (_, index) => `tenant${index}`);
const environments = ['dev', 'test', 'staging', 'canary', 'prod'];
const appsPerEnvironment = 10;
const podsPerApp = 3;

/** 185 KB of answer. */
export const nestedQuery = `query Fleet {
  tenants(first: 10) { nodes { name environments(first: 5) { nodes { name health { status }
    apps(first: 10) { nodes { name image health { status } replicas { desired ready }
      pods(first: 3) { nodes { name phase ready } } } } } } } }
}`;

export class NestedFleet {
  readonly cluster = new MemoryCluster('eu-1');
  /** Of the token `ann`. */
  readonly bindings: readonly Binding[] = tenants.map((tenant) => ({
    role: 'developer',
    subject: { kind: 'TOKEN', name: 'ann' },
    scope: tenantScope(tenant),
  }));
  readonly apps = tenants.length * environments.length * appsPerEnvironment;
  readonly #pods: Pod[] = [];
  #changed = 0;

  constructor() {
    for (const home of tenants.flatMap((tenant) => environments.map((environment) => `${tenant}-${environment}`))) {
      this.cluster.namespaces.put(namespace(home));
      for (let index = 0; index < appsPerEnvironment; index += 1) this.#fill(home, `service-${index}`);
    }
  }

  /** A container is restarted in so many apps, in turn. */
  change(apps: number): void {
    for (let index = 0; index < apps; index += 1) {
      this.#changed = (this.#changed + 97 * podsPerApp) % this.#pods.length;
      const before = this.#pods[this.#changed];
      if (before === undefined) continue;
      this.#pods[this.#changed] = this.cluster.pods.put({ ...before, restarts: before.restarts + 1 });
    }
  }

  #fill(home: string, name: string): void {
    const image = `registry.example.com/shop/${name}:1.27.3`;
    const owner = workload(name, 'DEPLOYMENT', { meta: { namespace: home }, desired: podsPerApp, image });
    const revision = revisionOf(owner, 1);
    this.cluster.workloads.DEPLOYMENT.put(owner);
    this.cluster.replicaSets.put(revision);
    for (let index = 0; index < podsPerApp; index += 1) {
      const holder = { kind: 'ReplicaSet', meta: revision.meta };
      this.#pods.push(this.cluster.pods.put(pod(`${name}-7c9d8f6b5-x${index}k2p`, holder)));
    }
  }
}
