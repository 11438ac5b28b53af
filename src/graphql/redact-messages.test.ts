import { graphql, GraphQLString, isObjectType } from 'graphql';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { expect, it } from 'vitest';
import { redactMessages } from './redact-messages.ts';
import { createSchema } from './schema.ts';

it('messages leave without what looks like a secret, and everything else as it is', async () => {
  const schema = redactMessages(
    makeExecutableSchema({
      typeDefs:
        'type Query { message: String! statusMessage: String reason: String later: Later name: String } enum Why { BECAUSE } type Later { message: String comment: String reason: Why changeCause: String }',
      resolvers: {
        Later: {
          message: () => Promise.resolve('Bearer abcdef123 was refused'),
          comment: () => 'as the token=abcdef says',
          reason: () => 'BECAUSE',
          changeCause: () => 'kubectl set env deployment/web API_KEY=abcdef',
        },
      },
    }),
  );
  const rootValue = {
    message: 'denied: password=hunter2',
    statusMessage: null,
    reason: 'password=hunter2',
    later: {},
    name: 'password=x',
  };
  for (const _ of [1, 2]) {
    const { data } = await graphql({
      schema,
      source: '{ message statusMessage reason later { message comment reason changeCause } name }',
      rootValue,
    });
    expect(data).toEqual({
      message: 'denied: password=<redacted>',
      statusMessage: null,
      reason: 'password=<redacted>',
      later: {
        message: 'Bearer <redacted> was refused',
        comment: 'as the token=<redacted> says',
        reason: 'BECAUSE',
        changeCause: 'kubectl set env deployment/web API_KEY=<redacted>',
      },
      name: 'password=x',
    });
  }
});

it('no message of the graph has another name', async () => {
  const names = Object.values((await createSchema()).getTypeMap()).flatMap((type) =>
    isObjectType(type) && !type.name.startsWith('__')
      ? Object.values(type.getFields())
          .filter((field) => /message/i.test(field.name) && String(field.type).startsWith(GraphQLString.name))
          .map((field) => field.name)
      : [],
  );
  expect(new Set(names)).toEqual(new Set(['message', 'statusMessage']));
});
