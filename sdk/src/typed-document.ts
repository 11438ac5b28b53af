declare const types: unique symbol;

/** The text of a GraphQL operation that knows the types of its variables and of its result. */
export type TypedDocument<Result, Variables> = string & { readonly [types]?: (variables: Variables) => Result };

/** Gives a text its types; nothing checks that they are the right ones, so leave this to generators. */
export function typedDocument<Result, Variables>(text: string): TypedDocument<Result, Variables> {
  return text.trim();
}
