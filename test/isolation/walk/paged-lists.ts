import type { DocumentNode, GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { getNamedType, isNonNullType, isObjectType } from 'graphql';
import { documentOf } from '../graph/world-graph.ts';

/** A list that is read in pages (variables `first`, `after`, `last`, `before`): of Query, or of what has the id `of`. */
export interface PagedList {
  /** Such as `Query.apps` or `Tenant.apps`. */
  readonly place: string;
  /** Type of what it is of; null: of nothing. */
  readonly owner: string | null;
  readonly document: DocumentNode;
}

const variables = '$first: Int, $after: String, $last: Int, $before: String';
const given = 'first: $first, after: $after, last: $last, before: $before';

/** Every list that can be read in pages and takes nothing that it has to be given. */
export function pagedLists(schema: GraphQLSchema): readonly PagedList[] {
  const query = schema.getQueryType();
  const nodes = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'),
  );
  const listsOf = (type: GraphQLObjectType) => Object.values(type.getFields()).filter(isPaged);
  return [
    ...(query ? listsOf(query) : []).map((field) => ({
      place: `Query.${field.name}`,
      owner: null,
      document: documentOf(schema, `query (${variables}) { ${called(field)} }`),
    })),
    ...nodes.flatMap((type) =>
      listsOf(type).map((field) => ({
        place: `${type.name}.${field.name}`,
        owner: type.name,
        document: documentOf(
          schema,
          `query ($of: ID!, ${variables}) { node(id: $of) { ... on ${type.name} { ${called(field)} } } }`,
        ),
      })),
    ),
  ];
}

function isPaged({ type, args }: GraphQLField<unknown, unknown>): boolean {
  const names = args.map(({ name }) => name);
  return (
    getNamedType(type).name.endsWith('Connection') &&
    ['first', 'after', 'last', 'before'].every((name) => names.includes(name)) &&
    !args.some((arg) => isNonNullType(arg.type))
  );
}

function called({ name, type }: GraphQLField<unknown, unknown>): string {
  const connection = getNamedType(type);
  const edge = isObjectType(connection) ? getNamedType(connection.getFields()['edges']?.type) : undefined;
  const node = isObjectType(edge) ? getNamedType(edge.getFields()['node']?.type) : undefined;
  const selection = isObjectType(node) && node.getFields()['id'] !== undefined ? 'id' : '__typename';
  const page = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
  return `list: ${name}(${given}) { totalCount ${page} edges { cursor node { ${selection} } } }`;
}
