/** The part of a connection that pages need. */
export interface Connection<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/**
 * All nodes of a connection, page by page, as they are asked for. `load` gets the cursor to go on behind, or null for the
 * first page, and answers null where what holds the connection is gone.
 */
export async function* paginate<Node>(
  load: (after: string | null) => Promise<Connection<Node> | null | undefined>,
): AsyncGenerator<Node, void, undefined> {
  let after: string | null = null;
  for (;;) {
    const page: Connection<Node> | null | undefined = await load(after);
    if (!page) return;
    yield* page.nodes;
    const { hasNextPage, endCursor } = page.pageInfo;
    if (!hasNextPage || endCursor === null || endCursor === after) return;
    after = endCursor;
  }
}
