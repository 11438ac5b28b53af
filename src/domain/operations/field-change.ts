import type { Json } from '../../lib/json.ts';

/** Names a field of an object. `{ name }` selects the member of a list that has this name, wherever it stands. */
export type FieldPath = readonly (string | { readonly name: string })[];

/** One field that an operation sets: what it was when planned and what it will be. An absent side: the field is not there. */
export interface FieldChange {
  readonly path: FieldPath;
  readonly before?: Json;
  readonly after?: Json;
  /** What an operation ahead in the queue sets the field to: good as `before` too. */
  readonly queuedBefore?: Json;
}
