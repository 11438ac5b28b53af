import type { DocumentNode, GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { getNamedType, isAbstractType, isLeafType, isNonNullType, isObjectType } from 'graphql';
import type { Dice } from '../world/dice.ts';
import { documentOf } from '../graph/world-graph.ts';
import { podsMetric } from '../graph/world-series.ts';
import { Selection } from './selection.ts';
import { pagedLists } from './paged-lists.ts';
import type { PagedList } from './paged-lists.ts';
import type { Asked } from './selection.ts';

/** A document that was made from the schema, and what can be varied in it. */
export interface Question {
  /** Such as `Query.apps`. */
  readonly name: string;
  readonly document: DocumentNode;
  readonly variables: readonly Asked[];
}

/** Every way into the graph, as the schema names it now: a field that is added tomorrow is asked tomorrow. */
export interface Questions {
  /** One for each field of Query. */
  readonly queries: readonly Question[];
  readonly mutations: readonly Question[];
  readonly subscriptions: readonly Question[];
  readonly lists: readonly PagedList[];
  /** All fields of everything that the ids (variable `ids`) name. */
  readonly nodes: DocumentNode;
  /** The same, and all fields of what these name in turn. */
  readonly nodesAndTheirs: DocumentNode;
  /** Ways through several objects, chosen by chance: what can be seen must not depend on how one comes there. */
  readonly paths: readonly Question[];
}

export function questionsOf(schema: GraphQLSchema, dice: Dice, howManyPaths: number): Questions {
  const query = rootOf(schema, 'query');
  const roots = Object.values(query.getFields());
  return {
    queries: roots.map((field) => question(schema, 'query', query, field)),
    mutations: fieldsOf(schema, 'mutation').map(([owner, field]) => question(schema, 'mutation', owner, field)),
    subscriptions: fieldsOf(schema, 'subscription').map(([owner, field]) =>
      question(schema, 'subscription', owner, field),
    ),
    lists: pagedLists(schema),
    nodes: nodesDocument(schema, 0),
    nodesAndTheirs: nodesDocument(schema, 1),
    paths: Array.from({ length: howManyPaths }, () => path(schema, query, dice.pick(roots), dice)),
  };
}

function question(
  schema: GraphQLSchema,
  kind: 'query' | 'mutation' | 'subscription',
  owner: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
): Question {
  const selection = new Selection(schema);
  const body = selection.call(owner.name, field, returnsMany(field) ? 0 : 1);
  const source = selection.document(kind, body);
  return { name: `${owner.name}.${field.name}`, document: documentOf(schema, source), variables: selection.variables };
}

/** The things of a connection, and the types behind an interface, are many: what they name is asked by its id alone. */
function returnsMany({ type }: GraphQLField<unknown, unknown>): boolean {
  const named = getNamedType(type);
  return named.name.endsWith('Connection') || isAbstractType(named);
}

function nodesDocument(schema: GraphQLSchema, budget: number): DocumentNode {
  const selection = new Selection(schema);
  const node = schema.getType('Node');
  if (node === undefined) throw new Error('the schema has no type Node');
  // Nothing is given to the fields below: that is what the paths are for.
  const body = selection
    .of(node, budget)
    .replaceAll(/\bmetrics\((?:\w+: \$v\d+(?:, )?)+\)/g, `measured: metrics(names: ["${podsMetric}"])`)
    .replaceAll(/\((?:\w+: \$v\d+(?:, )?)+\)/g, '');
  return documentOf(
    schema,
    `query ($ids: [ID!]!, $audit: Boolean = false, $logs: Boolean = false) { nodes(ids: $ids) ${body} }`,
  );
}

const longestPath = 6;

/** From a root field on, each time through one field by chance, with the leaves of everything on the way. */
function path(
  schema: GraphQLSchema,
  query: GraphQLObjectType,
  root: GraphQLField<unknown, unknown>,
  dice: Dice,
): Question {
  const selection = new Selection(schema);
  const names = [root.name];
  const leaves = (type: GraphQLObjectType) =>
    Object.values(type.getFields())
      .filter((field) => isLeafType(getNamedType(field.type)) && field.args.length === 0)
      .map(({ name }) => name);
  const walk = (owner: GraphQLObjectType, field: GraphQLField<unknown, unknown>, left: number): string => {
    const type = getNamedType(field.type);
    const head = selection.call(owner.name, field, 0).split(' {')[0] ?? field.name;
    if (isAbstractType(type)) {
      const member = dice.pick(schema.getPossibleTypes(type));
      return `${head} { __typename ... on ${member.name} ${below(member, left)} }`;
    }
    if (!isObjectType(type)) return head;
    return `${head} ${below(type, left)}`;
  };
  const below = (type: GraphQLObjectType, left: number): string => {
    const onwards = Object.values(type.getFields()).filter(
      (field) => !isLeafType(getNamedType(field.type)) && getNamedType(field.type).name !== 'AuditRecordConnection',
    );
    // A connection's own parts are no step of the way.
    const isPage = type.name.endsWith('Connection') || type.name.endsWith('Edge');
    if (left === 0 || onwards.length === 0) return `{ __typename ${leaves(type).join(' ')} }`;
    const next = dice.pick(onwards);
    names.push(next.name);
    return `{ __typename ${leaves(type).join(' ')} ${walk(type, next, isPage ? left : left - 1)} }`;
  };
  const body = walk(query, root, dice.between(2, longestPath));
  const made = body.replaceAll(/@include\(if: \$(?:audit|logs)\)/g, '');
  const used = selection.variables.filter(({ name }) => new RegExp(`\\$${name}\\b`).test(made));
  selection.variables.splice(0, Infinity, ...used);
  return {
    name: `Query.${names.join('.')}`,
    document: documentOf(schema, selection.document('query', made)),
    variables: used,
  };
}

/** Whether a value has to be given. */
export function isRequired({ type }: Asked): boolean {
  return isNonNullType(type);
}

function fieldsOf(schema: GraphQLSchema, kind: 'mutation' | 'subscription') {
  const owner = rootOf(schema, kind);
  return Object.values(owner.getFields()).map((field) => [owner, field] as const);
}

function rootOf(schema: GraphQLSchema, kind: 'query' | 'mutation' | 'subscription'): GraphQLObjectType {
  const type = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  }[kind];
  if (type === null || type === undefined) throw new Error(`the schema has no ${kind}`);
  return type;
}
