import type {
  ASTNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import {
  getNamedType,
  isLeafType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  visit,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import { completionOf } from './complete-value.ts';
import { ConstantPiece, FieldPiece } from './field-piece.ts';
import type { FieldSite } from './field-info.ts';
import type { FragmentStore } from './fragment-store.ts';
import { quote } from './json-text.ts';
import type { Keeping } from './keeping.ts';
import { KeptPiece } from './kept-piece.ts';
import type { Piece } from './selection.ts';

/** What a plan is made of. */
export interface Compilation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** The values of the variables that `@skip` and `@include` go by: the plan holds for these. */
  readonly conditions: { readonly [name: string]: unknown };
  /** Null: nothing is kept. */
  readonly kept: Kept | null;
  /** Called with each part of the plan that is made. */
  readonly made: () => void;
}

/** What may be kept of answers, and where. */
export interface Kept {
  readonly keeping: Keeping;
  readonly store: FragmentStore;
}

/**
 * Makes the plan of an operation: what its root is asked for, and below that, as soon as it is come to, what each type of object is.
 */
export function compileOperation(compilation: Compilation): readonly Piece[] {
  const { schema, operation } = compilation;
  const rootType = schema.getRootType(operation.operation);
  if (!rootType) throw new Error(`The schema has no type of ${operation.operation} operations.`);
  return new Compiler(compilation).root(rootType);
}

/** A field of a selection, and the name that it answers under. */
interface Asked {
  readonly responseName: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly nodes: readonly FieldNode[];
}

class Compiler {
  readonly #compilation: Compilation;
  readonly #fragments: { readonly [name: string]: FragmentDefinitionNode };
  readonly #known = new Map<readonly FieldNode[], Map<GraphQLObjectType, readonly Asked[]>>();
  /** By the type with versions. */
  readonly #kept = new Map<string, Map<Asked, boolean>>();
  #slots = 0;

  constructor(compilation: Compilation) {
    this.#compilation = compilation;
    this.#fragments = fragmentsOf(compilation.document);
  }

  root(type: GraphQLObjectType): readonly Piece[] {
    const { schema, conditions, operation } = this.#compilation;
    const fields = collectFields(schema, this.#fragments, conditions, type, operation.selectionSet);
    return this.#compile(type, this.#asked(type, fields));
  }

  #below(type: GraphQLObjectType, nodes: readonly FieldNode[]): readonly Asked[] {
    const { schema, conditions } = this.#compilation;
    const known = this.#known.get(nodes) ?? new Map<GraphQLObjectType, readonly Asked[]>();
    this.#known.set(nodes, known);
    let asked = known.get(type);
    if (asked === undefined) {
      known.set(type, (asked = this.#asked(type, collectSubfields(schema, this.#fragments, conditions, type, nodes))));
    }
    return asked;
  }

  #asked(type: GraphQLObjectType, fields: ReadonlyMap<string, readonly FieldNode[]>): readonly Asked[] {
    return Array.from(fields).flatMap(([responseName, nodes]) => {
      const field = fieldOf(this.#compilation.schema, type, nodes[0]);
      return field === undefined ? [] : [{ responseName, field, nodes }];
    });
  }

  #compile(type: GraphQLObjectType, asked: readonly Asked[]): readonly Piece[] {
    const { kept } = this.#compilation;
    if (kept === null || !kept.keeping.hasVersions(type.name)) return this.#fields(type, asked, true);
    const pieces: Piece[] = [];
    for (const group of groupsOf(asked, (one) => this.#isKept(type, type, one, kept.keeping))) {
      const names = group.items.map(({ field }) => field.name);
      if (group.is && kept.keeping.isWorthKeeping(type.name, names))
        pieces.push(this.#together(type, group.items, kept, pieces.length === 0));
      else pieces.push(...this.#fields(type, group.items, pieces.length === 0));
    }
    return pieces;
  }

  #fields(parentType: GraphQLObjectType, asked: readonly Asked[], areFirst: boolean): readonly Piece[] {
    return asked.map(({ responseName, field, nodes }, index) => {
      const lead = `${areFirst && index === 0 ? '' : ','}${quote(responseName)}:`;
      if (field === TypeNameMetaFieldDef) return new ConstantPiece(lead, quote(parentType.name));
      const { schema, operation } = this.#compilation;
      const site: FieldSite = { schema, fragments: this.#fragments, operation, parentType, field, nodes };
      const complete = completionOf(site, field.type, (type) => this.#compile(type, this.#below(type, nodes)));
      return new FieldPiece(site, responseName, lead, complete, this.#slot());
    });
  }

  #together(type: GraphQLObjectType, asked: readonly Asked[], kept: Kept, areFirst: boolean): Piece {
    return new KeptPiece({
      ...kept,
      type: type.name,
      pieces: this.#fields(type, asked, true),
      lead: areFirst ? '' : ',',
      usedVariables: this.#variablesIn(asked.flatMap(({ nodes }) => nodes)),
      slot: this.#slot(),
    });
  }

  /** Within an object with versions, with all that is asked of what it answers. */
  #isKept(versioned: GraphQLObjectType, parent: GraphQLObjectType, asked: Asked, keeping: Keeping): boolean {
    const known = this.#kept.get(versioned.name) ?? new Map<Asked, boolean>();
    this.#kept.set(versioned.name, known);
    let is = known.get(asked);
    if (is === undefined) known.set(asked, (is = this.#isKeptWhole(versioned, parent, asked, keeping)));
    return is;
  }

  #isKeptWhole(
    versioned: GraphQLObjectType,
    parent: GraphQLObjectType,
    { field, nodes }: Asked,
    keeping: Keeping,
  ): boolean {
    if (field === TypeNameMetaFieldDef) return true;
    const given = (nodes[0]?.arguments ?? []).map(({ name }) => name.value);
    if (!keeping.isKept(versioned.name, parent.name, field.name, given)) return false;
    const type = getNamedType(field.type);
    if (isLeafType(type)) return true;
    return isObjectType(type) && this.#below(type, nodes).every((one) => this.#isKept(versioned, type, one, keeping));
  }

  #variablesIn(nodes: readonly ASTNode[], names = new Set<string>(), spread = new Set<string>()): readonly string[] {
    for (const node of nodes) {
      visit(node, {
        Variable: ({ name }) => void names.add(name.value),
        FragmentSpread: ({ name }) => {
          const fragment = this.#fragments[name.value];
          if (fragment === undefined || spread.has(name.value)) return;
          spread.add(name.value);
          this.#variablesIn([fragment], names, spread);
        },
      });
    }
    return [...names];
  }

  #slot(): number {
    this.#slots += 1;
    this.#compilation.made();
    return this.#slots;
  }
}

/** Items in a row that are alike in this. */
function groupsOf<T>(
  items: readonly T[],
  isOne: (item: T) => boolean,
): readonly { readonly is: boolean; readonly items: readonly T[] }[] {
  const groups: { is: boolean; items: T[] }[] = [];
  for (const item of items) {
    const is = isOne(item);
    const last = groups.at(-1);
    if (last?.is === is) last.items.push(item);
    else groups.push({ is, items: [item] });
  }
  return groups;
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
