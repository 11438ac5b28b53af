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

/** What an operation may cost with given variables. */
export interface OperationCost {
  /** In points, 1 at least: an item of a list is a point, and so are 50 fields where that is more. */
  of(variables: Readonly<Record<string, unknown>>): number;
  /** The list that adds most, and its size; null: the operation asks for none. */
  heaviest(variables: Readonly<Record<string, unknown>>): { readonly path: string; readonly size: number } | null;
}

/** Makes the cost of a valid operation, once a document: what remains for each request is to multiply its sizes. */
export type CompileCost = (document: DocumentNode, operation: OperationDefinitionNode) => OperationCost;

/** Fields that are worth an item. */
const fieldsPerPoint = 50;

/** A list of the operation: what one item of it holds beside the lists in it. */
interface CostedList {
  readonly path: string;
  readonly size: ListSize;
  /** Whether its items are points, or a part of the object around them. */
  readonly counts: boolean;
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
        const own = pageSizeOf(node, field, defaults);
        const at = path === '' ? (node.alias ?? node.name).value : `${path}.${(node.alias ?? node.name).value}`;
        const innerSelections = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
        if (!isList(field)) {
          if (isCompositeType(inner)) compile(innerSelections, inner, at, own, into);
        } else if (isCompositeType(inner)) {
          const sized = own ?? page;
          const counts = sized !== null || leading.has(inner);
          const size = sized ?? (counts ? plainSizeOf(node) : () => 1);
          const content: Content = { fields: 0, lists: [] };
          compile(innerSelections, inner, at, null, content);
          into.lists.push({ path: own === null && page !== null ? path : at, size, counts, content });
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
  const fixed = root.lists.length === 0 ? points(0, root.fields) : null;
  return {
    of(variables) {
      if (fixed !== null) return fixed;
      let items = 0;
      let fields = root.fields;
      const add = ({ size, counts, content }: CostedList, times: number): void => {
        const total = times * size(variables);
        if (counts) items += total;
        fields += total * content.fields;
        for (const list of content.lists) add(list, total);
      };
      for (const list of root.lists) add(list, 1);
      return points(items, fields);
    },
    heaviest(variables) {
      let found: { path: string; size: number; adds: number } | null = null;
      const look = ({ path, size: sizeOf, counts, content }: CostedList, times: number): void => {
        const size = sizeOf(variables);
        const adds = points(counts ? times * size : 0, times * size * content.fields);
        if (found === null || adds > found.adds) found = { path, size, adds };
        for (const list of content.lists) look(list, times * size);
      };
      for (const list of root.lists) look(list, 1);
      return found;
    },
  };
}

function points(items: number, fields: number): number {
  return Math.max(1, Math.ceil(items), Math.ceil(fields / fieldsPerPoint));
}

function fieldOf(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | null {
  if (!isObjectType(type) && !isInterfaceType(type)) return null;
  return type.getFields()[name] ?? null;
}
