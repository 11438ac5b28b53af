import { GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import type { OperationDefinitionNode } from 'graphql';
import { expect, it } from 'vitest';
import { callerOf } from '../domain/testing/caller-of.ts';
import { silentLog } from '../lib/log.ts';
import type { GraphqlContext } from './context.ts';
import { createApollo } from './server/apollo.ts';
import { GraphUnderTest } from './testing/graph-under-test.ts';

it('is whole in mutations too, whose contexts are copied', async () => {
  const context = new GraphUnderTest().contextFor(callerOf('ann'));
  const seen: GraphqlContext[] = [];
  const look = {
    type: GraphQLString,
    resolve: (_root: unknown, _arguments: unknown, given: unknown) => void seen.push(given as GraphqlContext),
  };
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { look } }),
    mutation: new GraphQLObjectType({ name: 'Mutation', fields: { look } }),
  });
  const apollo = createApollo(schema, silentLog);
  await apollo.start();
  const query = 'mutation { look }';
  const document = parse(query);
  const operation = document.definitions[0] as OperationDefinitionNode;
  const parameters = { query, operationName: null, variables: {} };
  await apollo.execute({
    requestId: 'request-1',
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    search: '',
    parameters,
    prepared: { document, hash: 'a'.repeat(64), operation, operationName: null, variables: {}, cost: 1 },
    context,
  });
  await apollo.stop();
  const [copy] = seen;
  expect(copy?.loaders).toBe(context.loaders);
  expect(copy?.signal).toBe(context.signal);
  expect(copy).toMatchObject({ caller: context.caller, origin: context.origin });
});
