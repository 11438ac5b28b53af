import type { DocumentNode, FragmentDefinitionNode, GraphQLSchema, SelectionSetNode } from 'graphql';
import {
  getIntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
} from 'graphql';

/** How many fields the introspection of a document answers with, about: lists have their mean sizes in this schema. */
export interface IntrospectionWork {
  of(document: DocumentNode): number;
  /** What the standard introspection query answers with. */
  readonly standard: number;
}

export function createIntrospectionWork(schema: GraphQLSchema): IntrospectionWork {
  const sizes = meanSizes(schema);
  const of = (document: DocumentNode): number => {
    const fragments = new Map<string, FragmentDefinitionNode>();
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    }
    /** `introspects`: whether the selections are of the schema itself, and count. */
    const work = (selectionSet: SelectionSetNode, introspects: boolean, parent: string): number => {
      let sum = 0;
      for (const selection of selectionSet.selections) {
        if (selection.kind !== Kind.FIELD) {
          const inner =
            selection.kind === Kind.FRAGMENT_SPREAD
              ? fragments.get(selection.name.value)?.selectionSet
              : selection.selectionSet;
          if (inner) sum += work(inner, introspects, parent);
          continue;
        }
        const name = selection.name.value;
        const within = introspects || name === '__schema' || name === '__type';
        if (within) sum += 1;
        if (!selection.selectionSet) continue;
        const size = within ? (sizes.get(`${parent}.${name}`) ?? sizes.get(name) ?? 1) : 1;
        sum += size * work(selection.selectionSet, within, name);
      }
      return sum;
    };
    return document.definitions.reduce(
      (sum, definition) =>
        definition.kind === Kind.OPERATION_DEFINITION ? sum + work(definition.selectionSet, false, '') : sum,
      0,
    );
  };
  const everything = {
    inputValueDeprecation: true,
    schemaDescription: true,
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    oneOf: true,
  };
  return { of, standard: of(parse(getIntrospectionQuery(everything))) };
}

/** By the name of the field, or of the field around it and its own. */
function meanSizes(schema: GraphQLSchema): ReadonlyMap<string, number> {
  const types = Object.values(schema.getTypeMap());
  const objects = types.filter((type) => isObjectType(type) || isInterfaceType(type));
  const fields = objects.flatMap((type) => Object.values(type.getFields()));
  const directives = schema.getDirectives();
  const count = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
  const mean = (total: number, over: number): number => total / Math.max(1, over);
  const values = count(types.map((type) => (isEnumType(type) ? type.getValues().length : 0)));
  const inputs = count(types.map((type) => (isInputObjectType(type) ? Object.keys(type.getFields()).length : 0)));
  const interfaces = count(objects.map((type) => type.getInterfaces().length));
  return new Map([
    ['types', types.length],
    ['directives', directives.length],
    ['directives.args', mean(count(directives.map(({ args }) => args.length)), directives.length)],
    ['fields', mean(fields.length, types.length)],
    ['args', mean(count(fields.map(({ args }) => args.length)), fields.length)],
    ['enumValues', mean(values, types.length)],
    ['inputFields', mean(inputs, types.length)],
    ['interfaces', mean(interfaces, types.length)],
    ['possibleTypes', mean(interfaces, types.length)],
  ]);
}
