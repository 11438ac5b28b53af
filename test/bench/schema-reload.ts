import { randomBytes } from 'node:crypto';
import { Registry } from 'prom-client';
import { hashToken, newToken } from '../../src/auth/caller-token.ts';
import { createSessions } from '../../src/auth/sessions.ts';
import { createAccessBook } from '../../src/domain/access/access-book.ts';
import { fleetScope } from '../../src/domain/access/access.ts';
import { createSchema } from '../../src/graphql/schema.ts';
import { createEdge } from '../../src/graphql/server/create-edge.ts';
import { GraphUnderTest } from '../../src/graphql/testing/graph-under-test.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';

const graph = new GraphUnderTest();
const book = createAccessBook(silentLog);
const sessions = createSessions(systemClock, book);
const token = newToken(randomBytes);
sessions.replace([{ name: 'ann', kind: 'TOKEN', roles: [], tokenHash: hashToken(token), expiresAt: null }]);
book.replaceRules({
  roles: [],
  bindings: [{ role: 'viewer', subject: { kind: 'TOKEN', name: 'ann' }, scope: fleetScope }],
});

/** A page as people ask for it. */
export const usual = `{ apps(first: 50) { totalCount nodes { id name image health { status reason } replicas { desired ready }
  environment { name tenant { name } } instances { cluster { name } } } } }`;

/** Near every limit of a document, in what takes longest to validate: the same fields many times over, which have to agree. */
export const dearest = `{ app(tenant: "acme", environment: "prod", name: "web") { ${`environment { tenant { id name
  environments { nodes { id name apps { nodes { id name image kind health { status reason } environment { id tenant { id } }
  replicas { desired ready } } } } } } } `.repeat(49)} } }`;

/** All that it takes to serve by a schema that is made anew: to make it and an edge of it, and to answer its first query. */
export async function reloadSchema(firstQuery: string): Promise<void> {
  const edge = createEdge({
    schema: await createSchema(),
    authenticate: sessions.authenticate,
    contextFor: ({ session }) => graph.contextFor(session.caller),
    readiness: () => ({ ready: true, awaiting: [] }),
    log: silentLog,
    metrics: new Registry(),
    clock: systemClock,
  });
  const { url } = await edge.listen('127.0.0.1', 0);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: firstQuery }),
  });
  const { errors } = (await response.json()) as { readonly errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  await edge.close(0);
}
