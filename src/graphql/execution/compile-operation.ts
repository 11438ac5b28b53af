import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import { Kind, SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef } from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import { completionOf } from './complete-value.ts';
import { ConstantPiece, FieldPiece } from './field-piece.ts';
import type { FieldSite } from './field-info.ts';
import { quote } from './json-text.ts';
import type { Piece } from './selection.ts';

/** Fields by the name that they answer under, in the order of the answer. */
type Fields = ReadonlyMap<string, readonly FieldNode[]>;

/**
 * Makes the plan of an operation: what its root is asked for, and below that, as soon as it is come to, what each type of object is.
 * @param conditions the values of the variables that `@skip` and `@include` go by: the plan holds for these
 */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  conditions: { readonly [name: string]: unknown },
): readonly Piece[] {
  const fragments = fragmentsOf(document);
  const rootType = schema.getRootType(operation.operation);
  if (!rootType) throw new Error(`The schema has no type of ${operation.operation} operations.`);
  let slots = 0;

  function compile(parentType: GraphQLObjectType, fields: Fields): readonly Piece[] {
    const pieces: Piece[] = [];
    for (const [responseName, nodes] of fields) {
      const field = fieldOf(schema, parentType, nodes[0]);
      if (field === undefined) continue;
      const lead = `${pieces.length === 0 ? '' : ','}${quote(responseName)}:`;
      if (field === TypeNameMetaFieldDef) {
        pieces.push(new ConstantPiece(lead, quote(parentType.name)));
        continue;
      }
      const site: FieldSite = { schema, fragments, operation, parentType, field, nodes };
      const complete = completionOf(site, field.type, (type) =>
        compile(type, collectSubfields(schema, fragments, conditions, type, nodes)),
      );
      pieces.push(new FieldPiece(site, responseName, lead, complete, (slots += 1)));
    }
    return pieces;
  }

  return compile(rootType, collectFields(schema, fragments, conditions, rootType, operation.selectionSet));
}

function fragmentsOf(document: DocumentNode): { readonly [name: string]: FragmentDefinitionNode } {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}

function fieldOf(
  schema: GraphQLSchema,
  parentType: GraphQLObjectType,
  node: FieldNode | undefined,
): GraphQLField<unknown, unknown> | undefined {
  const name = node?.name.value ?? '';
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (parentType === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return parentType.getFields()[name];
}
