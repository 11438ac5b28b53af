// What access costs: the CPU of a plain nested query for a caller with 200 roles in a fleet of 1,000 tenants, against that of
// one from whom nothing is kept, in turn, in one run; both are answered 500 apps. `npm run bench:access`; the number of rounds
// may be given: `npm run bench:access -- 50`. Exit code 1: the ratio of medians is above 1.1.
import { parse } from 'graphql';
import type { DocumentNode } from 'graphql';
import { createAccess, fullAccess, tenantScope } from '../../src/domain/access/access.ts';
import type { Access } from '../../src/domain/access/access.ts';
import { builtInRoles } from '../../src/domain/access/role.ts';
import { MemoryCluster } from '../../src/domain/fleet/testing/memory-cluster.ts';
import { namespace, workload } from '../../src/domain/fleet/testing/objects.ts';
import { callerOf } from '../../src/domain/testing/caller-of.ts';
import { at } from '../../src/graphql/testing/at.ts';
import { GraphUnderTest } from '../../src/graphql/testing/graph-under-test.ts';

const rounds = Number(process.argv[2] ?? 40);
const most = 1.1;
const developer = builtInRoles.find(({ name }) => name === 'developer')?.actions ?? new Set();

const graph = new GraphUnderTest(...['eu-1', 'eu-2'].map(filled));
graph.itemsPerAnswer = 100_000;
/** Made anew each time: what a caller's first request after a change of roles costs. */
const restricted = (): Access =>
  createAccess(
    Array.from({ length: 200 }, (_, index) => ({
      role: 'developer',
      scope: tenantScope(tenantName(index * 5)),
      actions: developer,
    })),
  );
const kept = restricted();
const everything = fullAccess(['developer']);
const accesses: Readonly<Record<string, () => Access>> = {
  'nothing kept': () => everything,
  '200 roles': () => kept,
  '200 roles, first request': restricted,
};

const nested = parse(`{ apps(first: 500) { totalCount nodes {
  id name kind image health { status reason message } replicas { desired ready }
  environment { name tenant { name } } managedBy { name }
  instances { cluster { name status freshness { stale } } namespace image health { status } replicas { desired ready } }
} coverage { complete gaps { message } } } }`);
const tree =
  parse(`{ tenants(first: 50) { totalCount nodes { name environments { totalCount nodes { name health { status }
  apps { totalCount nodes { name health { status } instances { cluster { name } } } } } } } } }`);

let worst = 0;
for (const [name, document] of Object.entries({ 'apps, nested': nested, 'tenants, environments, apps': tree })) {
  worst = Math.max(worst, await compare(name, document));
}
process.exit(worst > most ? 1 : 0);

/** The ratio of a caller with 200 roles to one with none. */
async function compare(name: string, document: DocumentNode): Promise<number> {
  const times = new Map<string, number[]>(Object.keys(accesses).map((who) => [who, []]));
  for (let round = -10; round < rounds; round += 1) {
    for (const [who, access] of Object.entries(accesses)) {
      const before = process.cpuUsage();
      await ask(document, access());
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) times.get(who)?.push((user + system) / 1_000);
    }
  }
  const [whole = 0, ...others] = [...times.values()].map(median);
  console.log(`${name}: ${whole.toFixed(2)} ms of CPU with nothing kept`);
  for (const [index, other] of others.entries()) {
    console.log(`  ${Object.keys(accesses)[index + 1]}: ${other.toFixed(2)} ms, ${(other / whole).toFixed(2)} ×`);
  }
  return (others[0] ?? 0) / whole;
}

async function ask(document: DocumentNode, access: Access): Promise<void> {
  const { data, errors } = await graph.run(document, callerOf('ann', [], { access }));
  const count = Number(at(data, 'apps.nodes.length') ?? at(data, 'tenants.nodes.length'));
  if (errors !== undefined || !(count > 0)) throw new Error(`no answer: ${errors?.[0]?.message}`);
}

/** 1,000 tenants with three environments of two apps each. */
function filled(name: string): MemoryCluster {
  const cluster = new MemoryCluster(name);
  for (let index = 0; index < 1_000; index += 1) {
    for (const environment of ['dev', 'staging', 'prod']) {
      const home = `${tenantName(index)}-${environment}`;
      cluster.namespaces.put(namespace(home));
      for (const app of ['web', 'worker']) {
        cluster.workloads.DEPLOYMENT.put(workload(app, 'DEPLOYMENT', { meta: { namespace: home } }));
      }
    }
  }
  return cluster;
}

function tenantName(index: number): string {
  return `tenant${String(index).padStart(4, '0')}`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
