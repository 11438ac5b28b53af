import type { GraphQLField, GraphQLInputType, GraphQLNamedType, GraphQLSchema } from 'graphql';
import {
  getNamedType,
  GraphQLBoolean,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** Where what is random comes from. */
export interface Dice {
  /** A whole number from 0, less than this. */
  below(bound: number): number;
}

/** Always the same of the same number. (mulberry32) */
export function diceOf(number: number): Dice {
  let state = number | 0;
  return {
    below(bound) {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
    },
  };
}

export interface RandomOptions {
  readonly schema: GraphQLSchema;
  readonly dice: Dice;
  /** Selections within each other, at most. */
  readonly depth: number;
  /** JSON values to choose from for an argument of a scalar type. */
  readonly scalars: (type: string, argument: string) => readonly unknown[];
}

/** An operation that mostly is valid, and values for its variables. */
export interface RandomOperation {
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Fixture: generates operations over all of a schema, with what executors may differ about: see `execution.test.ts`. */
export function randomOperation(options: RandomOptions, kind: 'query' | 'subscription' = 'query'): RandomOperation {
  return new Generator(options).operation(kind);
}

class Generator {
  readonly #options: RandomOptions;
  readonly #variables: Record<string, unknown> = {};
  readonly #declared: string[] = [];
  readonly #fragments: string[] = [];
  /** Names of fragments by their type: of those that are complete, so that none is within itself. */
  readonly #spreads = new Map<string, string[]>();
  #names = 0;

  constructor(options: RandomOptions) {
    this.#options = options;
  }

  operation(kind: 'query' | 'subscription'): RandomOperation {
    const { schema, depth } = this.#options;
    const root = kind === 'query' ? schema.getQueryType() : schema.getSubscriptionType();
    if (!root) throw new Error(`the schema has no ${kind}`);
    const selection = kind === 'query' ? this.#selection(root, depth) : this.#oneField(root, depth);
    const declared = this.#declared.length === 0 ? '' : `(${this.#declared.join(', ')})`;
    const source = [`${kind} Random${declared} ${selection}`, ...this.#fragments].join('\n');
    return { source, variables: this.#variables };
  }

  #chance(percent: number): boolean {
    return this.#options.dice.below(100) < percent;
  }
  #pick<T>(items: readonly T[]): T {
    const item = items[this.#options.dice.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }
  #name(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  #oneField(type: GraphQLNamedType, depth: number): string {
    const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
    // graphql-js cannot validate a condition here that goes by a variable.
    return `{ ${this.#field(this.#pick(fields), depth, '')} }`;
  }

  #selection(type: GraphQLNamedType, depth: number): string {
    const parts: string[] = [];
    const count = 1 + this.#options.dice.below(4);
    for (let index = 0; index < count; index += 1) parts.push(this.#part(type, depth));
    return `{ ${parts.join(' ')} }`;
  }

  #part(type: GraphQLNamedType, depth: number): string {
    const roll = this.#options.dice.below(100);
    if (roll < 6) return `${this.#alias('__typename', 20)}${this.#directive()}`;
    if (depth > 0 && roll < 18) return this.#fragment(type, depth);
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
    const possible = fields.filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)));
    if (possible.length === 0) return '__typename';
    return this.#field(this.#pick(possible), depth);
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number, directive = this.#directive()): string {
    const named = getNamedType(field.type);
    const given = field.args.flatMap((argument) =>
      isRequiredArgument(argument) || this.#chance(30)
        ? [`${argument.name}: ${this.#argument(argument.type, argument.name)}`]
        : [],
    );
    const name = given.length > 0 ? `${this.#name(field.name)}: ${field.name}` : this.#alias(field.name, 15);
    const selection = isCompositeType(named) ? ` ${this.#selection(named, depth - 1)}` : '';
    return `${name}${given.length === 0 ? '' : `(${given.join(', ')})`}${directive}${selection}`;
  }

  #alias(name: string, percent: number): string {
    return this.#chance(percent) ? `${this.#pick(['a', 'b', 'zz'])}_${name}: ${name}` : name;
  }

  #fragment(type: GraphQLNamedType, depth: number): string {
    const { schema } = this.#options;
    const others: readonly GraphQLNamedType[] = isAbstractType(type)
      ? schema.getPossibleTypes(type)
      : isObjectType(type)
        ? type.getInterfaces()
        : [];
    const on = others.length > 0 && this.#chance(60) ? this.#pick(others) : type;
    const known = this.#spreads.get(on.name);
    if (known !== undefined && this.#chance(50)) return `...${this.#pick(known)}${this.#directive()}`;
    const selection = this.#selection(on, depth - 1);
    if (this.#chance(60)) {
      const condition = on === type && this.#chance(30) ? '' : ` on ${on.name}`;
      return `...${condition}${this.#directive()} ${selection}`;
    }
    const name = this.#name('Part');
    this.#fragments.push(`fragment ${name} on ${on.name} ${selection}`);
    this.#spreads.set(on.name, [...(known ?? []), name]);
    return `...${name}${this.#directive()}`;
  }

  #directive(): string {
    if (!this.#chance(8)) return '';
    const name = this.#pick(['skip', 'include']);
    if (this.#chance(50)) return ` @${name}(if: ${this.#chance(50)})`;
    return ` @${name}(if: $${this.#variable('Boolean!', GraphQLBoolean, 'if', this.#chance(30))})`;
  }

  #argument(type: GraphQLInputType, name: string): string {
    if (this.#chance(35)) return `$${this.#variable(String(type), type, name, this.#chance(25))}`;
    return this.#literal(type, name);
  }

  /** Declares a variable; one with a default or of a nullable type may be left out, or null. */
  #variable(declared: string, type: GraphQLInputType, argument: string, hasDefault: boolean): string {
    const name = this.#name('v');
    const nullable = !declared.endsWith('!');
    this.#declared.push(`$${name}: ${declared}${hasDefault ? ` = ${this.#literal(type, argument)}` : ''}`);
    if ((hasDefault || nullable) && this.#chance(30)) return name;
    this.#variables[name] = nullable && this.#chance(20) ? null : this.#value(type, argument);
    return name;
  }

  #value(type: GraphQLInputType, argument: string): unknown {
    if (isNonNullType(type)) return this.#value(type.ofType, argument);
    if (isListType(type)) {
      return Array.from({ length: this.#options.dice.below(3) }, () => this.#value(type.ofType, argument));
    }
    if (isEnumType(type)) return this.#pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter((field) => isRequiredArgument(field) || this.#chance(25));
      return Object.fromEntries(fields.map((field) => [field.name, this.#value(field.type, field.name)]));
    }
    return this.#pick(this.#options.scalars(type.name, argument));
  }

  #literal(type: GraphQLInputType, argument: string): string {
    if (!isNonNullType(type) && this.#chance(8)) return 'null';
    return written(type, this.#value(type, argument));
  }
}

function written(type: GraphQLInputType, value: unknown): string {
  if (isNonNullType(type)) return written(type.ofType, value);
  if (isListType(type) && Array.isArray(value))
    return `[${value.map((item) => written(type.ofType, item)).join(', ')}]`;
  if (isEnumType(type)) return String(value);
  if (isInputObjectType(type) && typeof value === 'object' && value !== null) {
    const fields = type.getFields();
    const parts = Object.entries(value).map(([name, member]: [string, unknown]) => {
      const field = fields[name];
      return field === undefined ? '' : `${name}: ${written(field.type, member)}`;
    });
    return `{${parts.join(', ')}}`;
  }
  return JSON.stringify(value);
}
