/** An input without nulls: what is null in it is absent. */
export type Given<T> = T extends readonly (infer E)[]
  ? readonly Given<E>[]
  : T extends object
    ? { readonly [K in keyof T as null extends T[K] ? never : undefined extends T[K] ? never : K]: Given<T[K]> } & {
        readonly [K in keyof T as null extends T[K] ? K : undefined extends T[K] ? K : never]?: Given<
          NonNullable<T[K]>
        >;
      }
    : NonNullable<T>;

const nothing = Object.freeze({});

/** The input with everything dropped that is null: an explicit null means the same as leaving the field out. */
export function given<T>(input: T): Given<NonNullable<T>> {
  if (input === null || input === undefined) return nothing as Given<NonNullable<T>>;
  return withoutNulls(input) as Given<NonNullable<T>>;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((element) => element !== null).map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .map(([name, member]) => [name, withoutNulls(member)]),
  );
}
