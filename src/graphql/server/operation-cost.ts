import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLNamedType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
  ValueNode,
} from 'graphql';
import { getNamedType, isCompositeType, isInterfaceType, isObjectType, Kind } from 'graphql';
import { isList, pageSizeOf, plainSizeOf, typesThatLeadOn } from './list-sizes.ts';
import type { ListSize } from './list-sizes.ts';
import { seriesSizeOf } from './series-size.ts';

/** What an operation may cost with given variables. */
export interface OperationCost {
  /** In points, 1 at least: the items of its lists, or the fields of these beyond 20 of each, where that is more. */
  of(variables: Readonly<Record<string, unknown>>): number;
  /** The list that adds most, its size, and how many fields each of its items has; null: the operation asks for none. */
  heaviest(variables: Readonly<Record<string, unknown>>): HeaviestList | null;
}

/** The list of an operation that adds most to its cost. */
export interface HeaviestList {
  readonly path: string;
  readonly size: number;
  readonly fields: number;
}

/** Makes the cost of a valid operation, once a document: what remains for each request is to multiply its sizes. */
export type CompileCost = (document: DocumentNode, operation: OperationDefinitionNode) => OperationCost;

/** Fields that come with an item. Each further one takes about as long as a small item does, and counts as one. */
export const fieldsOfAnItem = 20;

/** A list of the operation: what one item of it holds beside the lists in it. */
interface CostedList {
  readonly path: string;
  readonly size: ListSize;
  readonly content: Content;
}

interface Content {
  /** Fields of one item that are in no list of it. */
  fields: number;
  readonly lists: CostedList[];
}

/** Fields that answer under the same name on the same type: executed once, with their selections merged. */
interface Merged {
  readonly type: GraphQLNamedType;
  readonly nodes: FieldNode[];
}

export function createCompileCost(schema: GraphQLSchema): CompileCost {
  const leading = typesThatLeadOn(schema);

  return (document, operation) => {
    const fragments = new Map<string, FragmentDefinitionNode>();
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    }
    const defaults = new Map<string, ValueNode>();
    for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
      if (defaultValue) defaults.set(variable.name.value, defaultValue);
    }

    function collect(selectionSet: SelectionSetNode, type: GraphQLNamedType, into: Map<string, Merged>): void {
      for (const selection of selectionSet.selections) {
        if (selection.kind === Kind.FIELD) {
          const key = `${(selection.alias ?? selection.name).value} ${type.name}`;
          const known = into.get(key);
          if (known) known.nodes.push(selection);
          else into.set(key, { type, nodes: [selection] });
          continue;
        }
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
        if (!fragment) continue;
        const condition = fragment.typeCondition?.name.value;
        const inner = condition === undefined ? type : schema.getType(condition);
        if (inner) collect(fragment.selectionSet, inner, into);
      }
    }

    /** Adds what selections hold. `page`: the size of the connection that they are of. */
    function compile(
      selections: readonly SelectionSetNode[],
      type: GraphQLNamedType,
      path: string,
      page: ListSize | null,
      into: Content,
    ): void {
      const merged = new Map<string, Merged>();
      for (const selectionSet of selections) collect(selectionSet, type, merged);
      for (const { type: parent, nodes } of merged.values()) {
        const [node] = nodes;
        const field = node && fieldOf(parent, node.name.value);
        into.fields += 1;
        // What introspection asks is bounded apart.
        if (!node || !field) continue;
        const inner = getNamedType(field.type);
        const own = pageSizeOf(node, field, defaults) ?? seriesSizeOf(node, field, defaults);
        const at = path === '' ? (node.alias ?? node.name).value : `${path}.${(node.alias ?? node.name).value}`;
        const innerSelections = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
        if (!isCompositeType(inner)) continue;
        const sized = own ?? page;
        if (!isList(field)) {
          compile(innerSelections, inner, at, own, into);
        } else if (sized === null && !leading.has(inner)) {
          // A part of the object around it.
          compile(innerSelections, inner, at, null, into);
        } else {
          const content: Content = { fields: 0, lists: [] };
          compile(innerSelections, inner, at, null, content);
          const size = sized ?? plainSizeOf(node);
          into.lists.push({ path: own === null && page !== null ? path : at, size, content });
        }
      }
    }

    const root: Content = { fields: 0, lists: [] };
    const rootType = schema.getRootType(operation.operation);
    if (rootType) compile([operation.selectionSet], rootType, '', null, root);
    return costOf(root);
  };
}

function costOf(root: Content): OperationCost {
  const ofRoot = beyond(root);
  return {
    of(variables) {
      let items = 0;
      let fields = ofRoot;
      const add = ({ size, content }: CostedList, times: number): void => {
        const total = times * size(variables);
        items += total;
        fields += total * beyond(content);
        for (const list of content.lists) add(list, total);
      };
      for (const list of root.lists) add(list, 1);
      return Math.max(1, Math.ceil(items), Math.ceil(fields));
    },
    heaviest(variables) {
      let found: (HeaviestList & { readonly adds: number }) | null = null;
      const look = ({ path, size: sizeOf, content }: CostedList, times: number): void => {
        const size = sizeOf(variables);
        const adds = times * size * Math.max(1, beyond(content));
        if (found === null || adds > found.adds) found = { path, size, fields: content.fields, adds };
        for (const list of content.lists) look(list, times * size);
      };
      for (const list of root.lists) look(list, 1);
      return found;
    },
  };
}

/** Fields that do not come with the item. */
function beyond({ fields }: Content): number {
  return Math.max(0, fields - fieldsOfAnItem);
}

function fieldOf(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | null {
  if (!isObjectType(type) && !isInterfaceType(type)) return null;
  return type.getFields()[name] ?? null;
}
