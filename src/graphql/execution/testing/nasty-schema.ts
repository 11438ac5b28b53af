import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { GraphQLError, GraphQLScalarType } from 'graphql';

const typeDefs = /* GraphQL */ `
  scalar Odd
  enum Shade {
    DARK
    LIGHT
    GONE
  }
  input Where {
    x: Int! = 3
    y: [Float]
    inner: Where
    shade: Shade = LIGHT
  }

  interface Named {
    name: String
    self: Thing
    other: Named
    strict: String!
  }
  interface Late {
    name: String
    number: Int
  }
  union Any = Thing | Plain | Stray

  type Query {
    thing: Thing
    strictThing: Thing!
    promised: Thing
    things: [Thing]
    strictThings: [Thing!]!
    matrix: [[Thing!]]
    any(kind: Int = 0): Any
    anys: [Any!]
    named: Named
    lates: [Late]
    nothing: Thing
    badRoot: Int!
  }
  type Subscription {
    told: Thing
    told2: Int!
  }

  type Thing implements Named & Late {
    name: String
    number: Int
    self: Thing
    other: Named
    strict: String!
    promisedSelf: Thing!
    maybe: Thing
    things: [Thing!]
    mixed: [Thing]
    any(kind: Int): Any
    late: Late
    echo(a: Int, b: String = "b", c: [Int!], where: Where, shade: Shade, odd: Odd, f: Float = 1.5, id: ID): String
    required(a: Int!, b: Boolean! = true): String!
    method(a: Int): String
    info: String
    float: Float
    floats: [Float!]
    yes: Boolean
    id: ID
    numericId: ID!
    shade: Shade
    badShade: Shade
    strictBadShade: Shade!
    odd: Odd
    oddThrows: Odd
    oddNull: Odd
    oddObject: Odd
    text: String
    tooLarge: Int
    throws: Int
    strictThrows: Int!
    throwsCoded: String
    throwsText: String
    rejects: String
    strictRejects: String!
    lateRejects: String!
    answersError: Int
    isUndefined: String
    strictUndefined: String!
    promisedNull: Int!
    noList: [Int]
    set: [Int!]
    lists: [[Int]]
    strictLists: [[Int!]!]!
    promises: [Int]
    strictPromises: [Int!]
    promisedList: [Int!]!
    errorsInList: [Int]
    nullsInList: [Int!]
    thingsOfErrors: [Thing!]
  }
  type Plain {
    name: String!
    plain: Int
    deep: Plain
    any: Any
    rejects: Int!
  }
  type Stray implements Late {
    name: String
    number: Int
    strict: Int
  }
`;

const thing = { name: 'thing', __typename: 'Thing', method: (args: { a?: number }) => `method ${args.a}` };
const plain = { __typename: 'Plain', plain: 1 };
const soon = <T>(value: T): Promise<T> => Promise.resolve(value);
const later = <T>(value: T): Promise<T> =>
  soon(value)
    .then(soon)
    .then((same) => same);
const fail = (message: string): never => {
  throw new Error(message);
};
const reject = (message: string): Promise<never> => Promise.reject(new Error(message));

/** Of all that `any` may turn out to be; the last ones are none of its types. */
const anys = [
  thing,
  plain,
  { __typename: 'Stray', number: 4 },
  soon(thing),
  null,
  { __typename: 'Gone' },
  {},
  fail,
  { __typename: 'Named' },
];

function anyOf(kind: number | null | undefined): unknown {
  const found = anys[(kind ?? 0) % anys.length];
  return found === fail ? fail('no any') : found;
}

const thingFields = {
  self: () => thing,
  other: () => thing,
  strict: () => 'strict',
  number: () => 7,
  promisedSelf: () => later(thing),
  maybe: () => soon(null),
  things: () => [thing, soon(thing), thing],
  mixed: () => [thing, null, reject('in a list'), new Error('an error in a list'), soon(null), thing],
  any: (_source: unknown, { kind }: { readonly kind?: number | null }) => anyOf(kind),
  late: () => soon({ late: true, name: 'late' }),
  echo: (_source: unknown, args: object) => JSON.stringify(args),
  required: (_source: unknown, args: object) => soon(JSON.stringify(args)),
  info: (...[, , , info]: readonly [unknown, unknown, unknown, Readonly<Record<string, unknown>>]) =>
    Object.keys({ ...Object.getOwnPropertyDescriptors(Object.getPrototypeOf(info)) }).length > 0
      ? JSON.stringify([
          info['fieldName'],
          info['path'],
          info['variableValues'],
          String(info['returnType']),
          String(info['parentType']),
        ])
      : '',
  float: () => -0,
  floats: () => [1e21, 0.1, 1 / 3, 5],
  yes: () => 1,
  id: () => 12,
  numericId: () => 'quoted " \\ \u0001 \ud800 \u2028 é 🐙',
  shade: () => 1,
  badShade: () => 'none of them',
  strictBadShade: () => 99,
  odd: () => 'odd',
  oddThrows: () => 'throw',
  oddNull: () => 'null',
  oddObject: () => ({ deep: [1, { x: null }] }),
  text: () => 5,
  tooLarge: () => 2 ** 40,
  throws: () => fail('thrown'),
  strictThrows: () => fail('thrown, and may not be null'),
  throwsCoded: () => {
    throw new GraphQLError('coded', { extensions: { code: 'FORBIDDEN', more: 1 } });
  },
  throwsText: () => {
    const thrown: unknown = 'a text';
    throw thrown;
  },
  rejects: () => reject('rejected'),
  strictRejects: () => reject('rejected, and may not be null'),
  lateRejects: () => later(1).then(() => fail('rejected late')),
  answersError: () => new Error('answered'),
  isUndefined: () => undefined,
  strictUndefined: () => undefined,
  promisedNull: () => soon(null),
  noList: () => 'no list',
  set: () => new Set([1, 2, 3]),
  lists: () => [[1, null], null, [], soon([2]), 'x'],
  strictLists: () => [[1], [2, null], [3]],
  promises: () => [soon(1), later(2), reject('one of them'), 4],
  strictPromises: () => [later(1), reject('all of them'), reject('never seen')],
  promisedList: () => later([1, soon(2)]),
  errorsInList: () => [1, new Error('second'), 'third', 4],
  nullsInList: () => [1, null, 3],
  thingsOfErrors: () => [new Error('no thing'), thing],
};

const odd = new GraphQLScalarType({
  name: 'Odd',
  serialize(value) {
    if (value === 'throw') return fail('cannot be serialized');
    return value === 'null' ? null : value;
  },
  parseValue: (value) => (value === 'bad' ? fail('cannot be parsed') : value),
});

/**
 * Fixture: a schema with everything that may go wrong or come late, at every place of a type. But in a list of what may not be null,
 * what fails at once comes first: graphql-js leaves the promises before it to nobody, and their rejections would end the process.
 */
export function nastySchema(): GraphQLSchema {
  return makeExecutableSchema({
    typeDefs,
    resolvers: {
      Odd: odd,
      Shade: { DARK: 0, LIGHT: 1, GONE: 2 },
      Named: { __resolveType: () => 'Thing' },
      Late: { __resolveType: () => soon('Stray') },
      Query: {
        thing: () => thing,
        strictThing: () => thing,
        promised: () => later(thing),
        things: () => [thing, thing],
        strictThings: () => soon([thing, soon(thing)]),
        matrix: () => [[thing], null, [null, thing], soon([thing])],
        any: (_root, { kind }: { readonly kind?: number | null }) => anyOf(kind),
        anys: () => [thing, plain, soon(plain)],
        named: () => soon(thing),
        lates: () => [{ name: 'one' }, soon({ number: 2 })],
        nothing: () => null,
        badRoot: () => fail('the root'),
      },
      Thing: thingFields,
      Plain: {
        __isTypeOf: (value: unknown) => soon(value === plain),
        name: () => null,
        deep: () => plain,
        any: () => plain,
        rejects: () => reject('plain'),
      },
      Stray: { strict: () => 1 },
    },
    resolverValidationOptions: { requireResolversForResolveType: 'ignore' },
  });
}
