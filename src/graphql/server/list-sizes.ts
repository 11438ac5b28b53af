import type { ArgumentNode, FieldNode, GraphQLField, GraphQLNamedType, GraphQLSchema, ValueNode } from 'graphql';
import { getNamedType, isAbstractType, isListType, isNonNullType, isObjectType, Kind } from 'graphql';

/** How many items a list may have, by the variables of a request. */
export type ListSize = (variables: Readonly<Record<string, unknown>>) => number;

/**
 * Items that a page whose size is not given is taken for: a fleet's tenants have some environments, and these some apps. It can have
 * 50, so what the pages of an answer do hold is counted as well (`paging/item-count.ts`).
 */
const expectedPageSize = 10;
/** Items that a list without a size of its own is taken for: an app's instances, a plan's steps. */
const assumedItems = 5;

const sizeArguments: readonly string[] = ['first', 'last', 'tail'];
/** What logs are worth at least, however few lines are asked for: each container of the app is called for them. */
const fewestLines = 100;

/** The size of a page from `first` and `last`, or of logs from `tail`, by the operation's defaults where a variable is absent; null: the field takes neither. */
export function pageSizeOf(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  defaults: ReadonlyMap<string, ValueNode>,
): ListSize | null {
  const isLog = field.args.some(({ name }) => name === 'tail');
  if (!isLog && !field.args.some(({ name }) => name === 'first' || name === 'last')) return null;
  const given = (node.arguments ?? []).filter(({ name: { value } }) => sizeArguments.includes(value));
  const sizes = given.map((argument) => numberOf(argument, defaults));
  return (variables) => {
    let size: number | null = null;
    for (const read of sizes) {
      const value = read(variables);
      if (value !== null && (size === null || value > size)) size = value;
    }
    return isLog ? Math.max(size ?? 0, fewestLines) : (size ?? expectedPageSize);
  };
}

/** The size of a list that is no page: as many as the ids that were given, or an assumed number. */
export function plainSizeOf(node: FieldNode): ListSize {
  const value = node.arguments?.find(({ name }) => name.value === 'ids')?.value;
  if (value === undefined) return () => assumedItems;
  if (value.kind === Kind.LIST) return () => value.values.length;
  if (value.kind !== Kind.VARIABLE) return () => 1;
  return (variables) => {
    const ids = variables[value.name.value];
    return Array.isArray(ids) ? ids.length : assumedItems;
  };
}

function numberOf(
  { value }: ArgumentNode,
  defaults: ReadonlyMap<string, ValueNode>,
): (variables: Readonly<Record<string, unknown>>) => number | null {
  if (value.kind !== Kind.VARIABLE) {
    const size = literal(value);
    return () => size;
  }
  const name = value.name.value;
  const fallback = defaults.get(name);
  const otherwise = fallback === undefined ? null : literal(fallback);
  return (variables) => {
    if (!Object.hasOwn(variables, name)) return otherwise;
    const size = variables[name];
    return typeof size === 'number' ? Math.max(0, size) : null;
  };
}

function literal(value: ValueNode): number | null {
  return value.kind === Kind.INT ? Math.max(0, Number(value.value)) : null;
}

/** Whether a field answers a list. */
export function isList({ type }: GraphQLField<unknown, unknown>): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

/**
 * The types whose objects lead on to others of the graph, such as an app's instance to its cluster; the rest, such as labels
 * and containers, is a part of the object that holds it.
 */
export function typesThatLeadOn(schema: GraphQLSchema): ReadonlySet<GraphQLNamedType> {
  const leading = new Set<GraphQLNamedType>();
  const objects = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) || isAbstractType(type));
  const leads = (type: GraphQLNamedType): boolean => {
    if (isAbstractType(type)) return schema.getPossibleTypes(type).some((possible) => leading.has(possible));
    if (!isObjectType(type)) return false;
    if (type.getInterfaces().some(({ name }) => name === 'Node')) return true;
    return Object.values(type.getFields()).some(
      (field) =>
        field.args.some(({ name }) => name === 'first' || name === 'last') || leading.has(getNamedType(field.type)),
    );
  };
  for (let before = -1; before < leading.size;) {
    before = leading.size;
    for (const type of objects) if (leads(type)) leading.add(type);
  }
  return leading;
}
