// The server that `small-query.bench.ts` measures, in a process of its own: one fleet of 500 apps, and in front of it the product's edge
// with everything on, and bare graphql-js behind Node's own server. Prints both addresses and the token as JSON.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DocumentNode } from 'graphql';
import { execute, parse, validate } from 'graphql';
import { Registry } from 'prom-client';
import { hashToken, newToken } from '../../src/auth/caller-token.ts';
import { createSessions } from '../../src/auth/sessions.ts';
import { createAccessBook } from '../../src/domain/access/access-book.ts';
import { keeping } from '../../src/graphql/kept-fields.ts';
import { createSchema } from '../../src/graphql/schema.ts';
import { createEdge } from '../../src/graphql/server/create-edge.ts';
import { GraphUnderTest } from '../../src/graphql/testing/graph-under-test.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { NestedFleet } from './nested-fleet.ts';

const schema = await createSchema();
const fleet = new NestedFleet();
const graph = new GraphUnderTest(fleet.cluster);
const book = createAccessBook(silentLog);
const sessions = createSessions(systemClock, book);
const token = newToken(randomBytes);
sessions.replace([{ name: 'ann', kind: 'TOKEN', roles: [], tokenHash: hashToken(token), expiresAt: null }]);
book.replaceRules({ roles: [], bindings: fleet.bindings });
const caller = sessions.authenticate([`Bearer ${token}`])?.caller;
if (caller === undefined) throw new Error('nobody');

const edge = createEdge({
  schema,
  keeping,
  authenticate: sessions.authenticate,
  contextFor: ({ session }) => graph.contextFor(session.caller),
  readiness: () => ({ ready: true, awaiting: [] }),
  log: silentLog,
  metrics: new Registry(),
  clock: systemClock,
});

const documents = new Map<string, DocumentNode>();
const bare = createServer((request, response) => {
  void read(request).then(async (text) => {
    const { query, variables } = JSON.parse(text) as { readonly query: string; readonly variables: object };
    const document = documents.get(query) ?? valid(query);
    documents.set(query, document);
    const contextValue = graph.contextFor(caller);
    const body = JSON.stringify(await execute({ schema, document, variableValues: { ...variables }, contextValue }));
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
});
await new Promise<void>((resolve) => {
  bare.listen(0, '127.0.0.1', resolve);
});

console.log(
  JSON.stringify({
    edge: (await edge.listen('127.0.0.1', 0)).url,
    bare: `http://127.0.0.1:${(bare.address() as AddressInfo).port}/graphql`,
    token,
  }),
);
// Before each measurement a part of the fleet changes, as in `nested-query.bench.ts`.
process.stdin.on('data', () => fleet.change(fleet.apps / 100)).on('end', () => process.exit(0));

function valid(query: string): DocumentNode {
  const document = parse(query);
  const [error] = validate(schema, document);
  if (error) throw error;
  return document;
}

function read(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => resolve(Buffer.concat(chunks).toString()));
    request.once('error', reject);
  });
}
