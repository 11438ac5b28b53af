// A server that `access.bench.ts` measures, in a process of its own: a fleet of 1,000 tenants, and in front of it an edge with everything
// `on`, or with everything `off`, as its argument says. Prints its address and a token as JSON. Whenever it is
// sent something, 1 % of the apps change, the same ones whatever its argument, and it answers with a line.
import { randomBytes } from 'node:crypto';
import { Registry } from 'prom-client';
import { hashToken, newToken } from '../../src/auth/caller-token.ts';
import { asLocalAdministrator } from '../../src/auth/session.ts';
import { createSessions } from '../../src/auth/sessions.ts';
import { tenantScope } from '../../src/domain/access/access.ts';
import { actions } from '../../src/domain/access/action.ts';
import { createAccessBook } from '../../src/domain/access/access-book.ts';
import { MemoryCluster } from '../../src/domain/fleet/testing/memory-cluster.ts';
import { namespace, workload } from '../../src/domain/fleet/testing/objects.ts';
import { keeping } from '../../src/graphql/kept-fields.ts';
import { createSchema } from '../../src/graphql/schema.ts';
import { createEdge } from '../../src/graphql/server/create-edge.ts';
import type { EdgeOptions } from '../../src/graphql/server/edge.ts';
import { defaultLimits } from '../../src/graphql/server/limits.ts';
import type { Limits } from '../../src/graphql/server/limits.ts';
import { GraphUnderTest } from '../../src/graphql/testing/graph-under-test.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';

const schema = await createSchema();
const clusters = ['eu-1', 'eu-2'].map(filled);
const graph = new GraphUnderTest(...clusters);
graph.itemsPerAnswer = 100_000;

const book = createAccessBook(silentLog);
const sessions = createSessions(systemClock, book);
const token = newToken(randomBytes);
sessions.replace([{ name: 'ann', kind: 'TOKEN', roles: [], tokenHash: hashToken(token), expiresAt: null }]);
const grantable = actions.filter((action) => action !== 'VIEW' && action !== 'VIEW_FLEET');
/** Each allows something else beside seeing. */
const roles = Array.from({ length: 200 }, (_, index) => ({
  name: `role-${index}`,
  description: '',
  actions: new Set(['VIEW' as const, ...grantable.filter((_action, bit) => (index >> bit) % 2 === 1)]),
  isBuiltIn: false,
  isDelegable: true,
}));
book.replaceRules({
  roles,
  bindings: roles.map(({ name }, index) => ({
    role: name,
    subject: { kind: 'TOKEN', name: 'ann' },
    scope: tenantScope(tenantName(index * 5)),
  })),
});
const unlimited = Object.fromEntries(Object.keys(defaultLimits).map((name) => [name, 1e15])) as unknown as Limits;

const withoutAnything = {
  authenticate: asLocalAdministrator,
  limits: unlimited,
  budgets: { spend: () => null, close: () => undefined },
};
const url = await serve(process.argv[2] === 'on' ? { authenticate: sessions.authenticate } : withoutAnything);
console.log(JSON.stringify({ url, token }));

const apps = clusters
  .map(({ workloads }) => workloads.DEPLOYMENT)
  .flatMap((kind) => Array.from(kind.all(), ({ meta }) => ({ kind, uid: meta.uid })));
let changed = 0;
process.stdin.on('data', () => console.log(changeSome())).on('end', () => process.exit(0));

async function serve(options: Partial<EdgeOptions> & Pick<EdgeOptions, 'authenticate'>): Promise<string> {
  const edge = createEdge({
    schema,
    keeping,
    contextFor: ({ session }) => graph.contextFor(session.caller),
    readiness: () => ({ ready: true, awaiting: [] }),
    log: silentLog,
    metrics: new Registry(),
    clock: systemClock,
    ...options,
  });
  return (await edge.listen('127.0.0.1', 0)).url;
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

/** Another 1 % of the workloads each time, all over the fleet. How many. */
function changeSome(): number {
  const share = apps.length / 100;
  for (let index = 0; index < share; index += 1) {
    changed = (changed + 97) % apps.length;
    const app = apps[changed];
    const held = app?.kind.get(app.uid);
    if (held !== undefined) app?.kind.put({ ...held, paused: !held.paused });
  }
  return share;
}

function tenantName(index: number): string {
  return `tenant${String(index).padStart(4, '0')}`;
}
