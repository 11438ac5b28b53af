import type { DocumentNode, GraphQLError, OperationDefinitionNode } from 'graphql';

/** An operation that is valid against the schema, and what it is executed with. */
export interface OperationToExecute {
  readonly document: DocumentNode;
  /** Of the document. */
  readonly operation: OperationDefinitionNode;
  /** As they came. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: unknown;
  /** What the root fields are asked of: the event, where a subscription's is answered. */
  readonly root?: unknown;
}

/** What came of it. */
export interface Executed {
  /** JSON text; null where the operation failed as a whole: because of a field, or because it could not begin, which who prepared it has refused before. */
  readonly data: string | null;
  /** In the order in which they came up, not masked yet. */
  readonly errors: readonly GraphQLError[];
}

/**
 * Executes queries, mutations, and the answers to events of subscriptions: https://spec.graphql.org/October2021/#sec-Execution
 * A promise only where a resolver made one; it never throws and never rejects.
 */
export type ExecuteOperation = (operation: OperationToExecute) => Executed | Promise<Executed>;
