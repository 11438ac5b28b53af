import { readFileSync } from 'node:fs';
import { buildASTSchema, buildSchema, findBreakingChanges } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readSchemaDocument } from '../codegen/read-schema.ts';
import { schemaFaults } from './schema-rules.ts';

const good = `
  "Ids." interface Node { "Opaque." id: ID! }
  "A page." type PageInfo { "More." hasNextPage: Boolean! }
  "Coverage." type Coverage { "All." complete: Boolean! }
  "A thing." type Thing implements Node { "Opaque." id: ID! }
  "Things." type ThingConnection {
    "Things." nodes: [Thing!]! "Edges." edges: [ThingEdge!]! "Page." pageInfo: PageInfo!
    "All." totalCount: Int! "Coverage." coverage: Coverage!
  }
  "An edge." type ThingEdge { "Thing." node: Thing! "Place." cursor: String! }
  "A problem." type Problem { "Words." message: String! }
  "An answer." type ThingPayload { "Refusals." problems: [Problem!]! }
  "What to make." input MakeThingInput { "Its name." name: String! }
  "Colours." enum Colour { "Red." DARK_RED }
  "Reads." type Query { "Things." things("Size." first: Int "Place." after: String): ThingConnection! }
  "Writes." type Mutation { "Makes one." makeThing("What." input: MakeThingInput!): ThingPayload! }
`;

/** The faults of the good schema with one thing changed. */
function faultsWith(from: string, to: string): readonly string[] {
  expect(good).toContain(from);
  return schemaFaults(buildSchema(good.replace(from, to)));
}

describe('schemaFaults', () => {
  it('has nothing to say about a schema that keeps the rules', () => {
    expect(schemaFaults(buildSchema(good))).toEqual([]);
  });

  it.each([
    ['a type', '"A thing." type', 'type', 'Thing: has no description'],
    ['a field', '"Words." message', 'message', 'Problem.message: has no description'],
    ['an argument', '"Size." first', 'first', 'Query.things(first:): has no description'],
    ['an input field', '"Its name." name', 'name', 'MakeThingInput.name: has no description'],
    ['an enum value', '"Red." DARK_RED', 'DARK_RED', 'Colour.DARK_RED: has no description'],
  ])('wants a description on %s', (_what, from, to, fault) => {
    expect(faultsWith(from, to)).toEqual([fault]);
  });

  it('wants names as everybody writes them', () => {
    expect(faultsWith('name: String!', 'full_name: String!')).toEqual([
      'MakeThingInput.full_name: the name does not fit ^[a-z][A-Za-z0-9]*$',
    ]);
    expect(faultsWith('DARK_RED', 'darkRed')).toHaveLength(1);
    expect(faultsWith('"A problem." type', '"An input." input Stuff { "A." a: Int } "A problem." type')).toEqual([
      "Stuff: an input's name ends with Input, Filter or Order",
    ]);
  });

  it('wants connections of one shape, which page forward and are never null', () => {
    expect(faultsWith('"Coverage." coverage: Coverage!', '')).toEqual([
      'ThingConnection.coverage: has to be Coverage!',
    ]);
    expect(faultsWith('node: Thing!', 'node: Thing')).toEqual(['ThingEdge.node: has to be Thing!']);
    expect(faultsWith('"Place." after: String)', ')')).toEqual([
      'Query.things: pages forward with first: Int and after: String',
    ]);
    expect(faultsWith('): ThingConnection!', '): ThingConnection')).toHaveLength(1);
    expect(faultsWith('first: Int', 'first: Int "Size." last: Int')).toHaveLength(1);
  });

  it('wants mutations at the root, with one input and with problems', () => {
    expect(
      faultsWith('"Opaque." id: ID! }\n  "Things."', '"Opaque." id: ID! "Nested." do: Mutation } "Things."'),
    ).toEqual(['Thing.do: mutations are at the root only, so that they run one after another']);
    expect(faultsWith('"What." input: MakeThingInput!', '"What." name: String!')).toHaveLength(1);
    expect(faultsWith('): ThingPayload!', '): Thing')).toHaveLength(1);
  });

  it('wants lists without nulls, ids only on nodes, and no scalar that hides a shape', () => {
    expect(faultsWith('problems: [Problem!]!', 'problems: [Problem!]! "Tags." tags: [String]!')).toEqual([
      'ThingPayload.tags: a list holds no nulls; write [String!]',
    ]);
    expect(faultsWith('"Words." message', '"Opaque." id: ID! "Words." message')).toEqual([
      'Problem: what has an id implements Node',
    ]);
    expect(faultsWith('"A problem." type', '"Anything." scalar JSON "A problem." type')).toHaveLength(1);
  });
});

describe('the schema', () => {
  const schema = buildASTSchema(readSchemaDocument());

  it('keeps the rules', () => {
    expect(schemaFaults(schema)).toEqual([]);
  });

  it('breaks nothing of the contract', () => {
    const contract = buildSchema(readFileSync(new URL('../../test/contract.graphql', import.meta.url), 'utf8'));
    expect(findBreakingChanges(contract, schema)).toEqual([]);
  });
});
