import { buildSchema, graphql } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Resolvers } from './__generated__/resolvers.ts';
import { attachResolvers } from './attach-resolvers.ts';
import { bytesScalar } from './scalars/bytes.ts';

const sdl = `
  scalar Bytes
  interface Node { id: ID! }
  type App implements Node { id: ID! size(least: Bytes): Bytes }
  enum Kind { ONE }
  type Query { node: Node kind: Kind }
  type Subscription { app: App }
`;
const node = { Node: { __resolveType: () => 'App' as const } };

function attached(resolvers: object) {
  const schema = buildSchema(sdl);
  attachResolvers(schema, resolvers as Resolvers);
  return schema;
}

describe('attachResolvers', () => {
  it('has fields, scalars and interfaces answer as they are told', async () => {
    const schema = attached({
      ...node,
      Bytes: bytesScalar,
      Query: { node: () => ({ id: 'a' }) },
      App: { size: (_app: unknown, { least }: { readonly least: number }) => least * 2 },
    });
    const source = '{ node { __typename id ... on App { size(least: 4) } } }';
    expect(await graphql({ schema, source })).toEqual({ data: { node: { __typename: 'App', id: 'a', size: 8 } } });
    const wrong = await graphql({ schema, source: source.replace('4', '-4') });
    expect(wrong.errors?.[0]?.message).toContain('Bytes: write a whole number');
  });

  it('has a subscription begin and tell', () => {
    const app = { subscribe: () => undefined, resolve: () => undefined };
    const schema = attached({ ...node, Subscription: { app } });
    expect(schema.getSubscriptionType()?.getFields()['app']).toMatchObject(app);
  });

  it.each([
    ['a type', { ...node, Nothing: {} }, 'Nothing, which is no type with fields'],
    ['an enum', { ...node, Kind: { ONE: 1 } }, 'Kind, which is no type with fields'],
    ['a field', { ...node, App: { nothing: () => 1 } }, 'App.nothing, which the schema does not have'],
    ['an object that tells its type', { App: { __resolveType: () => 'App' } }, 'App.__resolveType, which'],
  ])('refuses resolvers of %s that the schema does not have', (_, resolvers, message) => {
    expect(() => attached(resolvers)).toThrow(message);
  });

  it('refuses an interface whose objects do not say what they are', () => {
    expect(() => attached({})).toThrow('Node has no __resolveType');
  });
});
