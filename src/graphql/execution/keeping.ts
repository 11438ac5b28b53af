/** What of answers may be kept, and for how long: see docs/decisions/0023-compiled-execution.md. */
export interface Keeping {
  /** Whether objects of this type have versions. What is kept is parts of these. */
  hasVersions(type: string): boolean;
  /** Stands for the object as it is now; null: nothing of it can be kept now. */
  versionOf(type: string, source: unknown, context: unknown): object | null;
  /**
   * Whether this field depends on nothing but its parent, its arguments, whose answer it is, and what the version of the object around
   * both stands for. Of what it answers the same has to be said.
   * @param versioned the type of the object around
   * @param given names of the arguments that it is asked with
   */
  isKept(versioned: string, type: string, field: string, given: readonly string[]): boolean;
  /** Whether to keep these fields together costs less than to ask for them. */
  isWorthKeeping(type: string, fields: readonly string[]): boolean;
  /** Whose answer it is: two with the same see the same. */
  scopeOf(context: unknown): object;
  /** Items that the answer holds so far. */
  itemsOf(context: unknown): number;
  /** Counts so many more items; false, and counts none, where they are too many. */
  addItems(context: unknown, items: number): boolean;
}
