import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { Registry } from 'prom-client';
import { expect, it, onTestFinished } from 'vitest';
import { asLocalAdministrator } from '../../auth/session.ts';
import { systemClock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { createEdge } from './create-edge.ts';

it('lets in who calls the loopback address that it listens on by that address', async () => {
  const query = new GraphQLObjectType({ name: 'Query', fields: { hello: { type: GraphQLString } } });
  const edge = createEdge({
    schema: new GraphQLSchema({ query }),
    authenticate: asLocalAdministrator,
    contextFor: () => ({}),
    readiness: () => ({ ready: true, awaiting: [] }),
    log: silentLog,
    metrics: new Registry(),
    clock: systemClock,
  });
  onTestFinished(() => edge.close(0));
  const { url } = await edge.listen('127.0.0.2', 0);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.2:/);
  expect((await fetch(new URL('/healthz', url))).status).toBe(200);
  const { port } = new URL(url);
  expect((await fetch(new URL('/healthz', `http://127.0.0.3:${port}`)).catch(() => null))?.status).not.toBe(200);
});
