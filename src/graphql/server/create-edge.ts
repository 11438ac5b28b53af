import type { Edge, EdgeOptions } from './edge.ts';

/** Builds the edge; nothing listens before `listen`. */
export function createEdge(_options: EdgeOptions): Edge {
  return {
    listen: () => Promise.reject(new Error('not built')),
    close: () => Promise.resolve(),
  };
}
