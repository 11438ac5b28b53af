declare const seen: unique symbol;

/**
 * Something as one caller sees it: what that caller may not see is not in it. Only what leaves things out makes one, so that
 * nothing that asks for a view can be given the whole.
 */
export type Seen<T> = T & { readonly [seen]: true };
