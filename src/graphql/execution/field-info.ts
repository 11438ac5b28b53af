import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import type { Path } from 'graphql/jsutils/Path.js';
import type { Run } from './run.ts';

/** Where in which operation a field is asked for. */
export interface FieldSite {
  readonly schema: GraphQLSchema;
  readonly fragments: { readonly [name: string]: FragmentDefinitionNode };
  readonly operation: OperationDefinitionNode;
  readonly parentType: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  readonly nodes: readonly FieldNode[];
}

/** What resolvers are told of the field. Made for every call, and looked at by few: so it refers, and does not copy. */
export class FieldInfo implements GraphQLResolveInfo {
  readonly path: Path;
  readonly #site: FieldSite;
  readonly #run: Run;

  constructor(site: FieldSite, run: Run, path: Path) {
    this.#site = site;
    this.#run = run;
    this.path = path;
  }

  get fieldName(): string {
    return this.#site.field.name;
  }
  get fieldNodes(): readonly FieldNode[] {
    return this.#site.nodes;
  }
  get returnType(): GraphQLOutputType {
    return this.#site.field.type;
  }
  get parentType(): GraphQLObjectType {
    return this.#site.parentType;
  }
  get schema(): GraphQLSchema {
    return this.#site.schema;
  }
  get fragments(): FieldSite['fragments'] {
    return this.#site.fragments;
  }
  get rootValue(): unknown {
    return this.#run.root;
  }
  get operation(): OperationDefinitionNode {
    return this.#site.operation;
  }
  get variableValues(): Run['variables'] {
    return this.#run.variables;
  }
}
