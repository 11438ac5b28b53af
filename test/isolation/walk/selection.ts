import type { GraphQLField, GraphQLInputType, GraphQLNamedType, GraphQLSchema } from 'graphql';
import { getNamedType, isAbstractType, isLeafType, isObjectType } from 'graphql';
import { podsMetric } from '../graph/world-series.ts';

/** A variable of a generated document: the argument that it stands for. */
export interface Asked {
  readonly name: string;
  readonly type: GraphQLInputType;
  /** Such as `App.pods(after)`. */
  readonly place: string;
}

/** What is asked of a type, with every argument as a variable. */
export class Selection {
  readonly variables: Asked[] = [];
  readonly #schema: GraphQLSchema;

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /**
   * Every field of the type. What has no id is followed to its end; of what has one, all fields are asked `budget` times, and
   * behind that its id alone: everything with an id is asked by that, too. The audit is left out where `$audit` is false, and logs
   * where `$logs` is, since who may not read them gets errors.
   */
  of(type: GraphQLNamedType, budget: number, within: readonly string[] = []): string {
    if (isLeafType(type)) return '';
    if (isAbstractType(type)) {
      const members = this.#schema.getPossibleTypes(type);
      const parts = members.map((member) => `... on ${member.name} ${this.of(member, budget, within)}`);
      return `{ __typename ${parts.join(' ')} }`;
    }
    if (!isObjectType(type))
      throw new Error(`${type.name} is of a sort that the walk cannot select: teach Selection.of about it.`);
    const parts = Object.values(type.getFields()).map((field) =>
      this.#field(type.name, field, budget, [...within, type.name]),
    );
    return `{ __typename ${parts.join(' ')} }`;
  }

  /** A field with its arguments and all that is below. */
  call(owner: string, field: GraphQLField<unknown, unknown>, budget: number): string {
    return `${field.name}${this.#arguments(owner, field)} ${this.of(getNamedType(field.type), budget)}`;
  }

  /** `query (…)`, with the variables that were made on the way. */
  document(kind: 'query' | 'mutation' | 'subscription', body: string): string {
    const variables = this.variables.map(({ name, type, place }) => {
      // What has to be given on the way, where nothing is varied.
      const otherwise = place.endsWith('.metrics(names)') ? ` = ["${podsMetric}"]` : '';
      return `$${name}: ${String(type)}${otherwise}`;
    });
    if (body.includes('$audit')) variables.push('$audit: Boolean = false');
    if (body.includes('$logs')) variables.push('$logs: Boolean = false');
    return `${kind}${variables.length === 0 ? '' : ` (${variables.join(', ')})`} { ${body} }`;
  }

  #field(owner: string, field: GraphQLField<unknown, unknown>, budget: number, within: readonly string[]): string {
    const type = getNamedType(field.type);
    const called = `${field.name}${this.#arguments(owner, field)}`;
    if (isLeafType(type)) return called;
    // What an edge holds is in the list's nodes as well.
    if (owner.endsWith('Edge') && field.name === 'node')
      return this.#hasId(type) ? `${called} { __typename id }` : `${called} { __typename }`;
    // What a list at the root tells of each: as much as it would be told by its id.
    if (this.#hasId(type) && field.name === 'nodes' && within.length === 1)
      return `${called} ${this.#own(type, within)}`;
    if (this.#hasId(type)) {
      return `${called} ${budget > 0 ? this.of(type, budget - 1) : '{ __typename id }'}`;
    }
    // What has no id and holds itself would have no end.
    if (within.includes(type.name)) return `${called} { __typename }`;
    const guard = { AuditRecordConnection: ' @include(if: $audit)', LogLines: ' @include(if: $logs)' }[type.name] ?? '';
    const guarded = `${called}${guard}`;
    // Every list has a coverage: what a cluster is in there is asked once, at the root.
    return `${guarded} ${this.of(type, type.name === 'Coverage' ? 0 : budget, within)}`;
  }

  /** What is its own: of what else has an id, that alone; no lists, and nothing that is asked with arguments. */
  #own(type: GraphQLNamedType, within: readonly string[]): string {
    const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
    const parts = fields.map((field) => {
      const below = getNamedType(field.type);
      if (field.args.length > 0) return '';
      if (isLeafType(below)) return field.name;
      if (this.#hasId(below)) return `${field.name} { __typename id }`;
      if (!isObjectType(below) || within.includes(below.name)) return '';
      return `${field.name} ${this.#own(below, [...within, type.name, below.name])}`;
    });
    return `{ __typename ${parts.join(' ')} }`;
  }

  #hasId(type: GraphQLNamedType): boolean {
    return type.name === 'Node' || (isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'));
  }

  #arguments(owner: string, field: GraphQLField<unknown, unknown>): string {
    const given = field.args.map(({ name, type }) => {
      const variable = `v${this.variables.length}`;
      this.variables.push({ name: variable, type, place: `${owner}.${field.name}(${name})` });
      return `${name}: $${variable}`;
    });
    return given.length === 0 ? '' : `(${given.join(', ')})`;
  }
}
