import type { NodeModel } from './models.ts';
import type { NodeType } from './ids.ts';

const types = new WeakMap<NodeModel, NodeType>();

/** Says of which type of the graph an object is, where a field answers any `Node`. Domain objects know nothing of types. */
export function asNode<T extends NodeModel>(type: NodeType, node: T): T {
  types.set(node, type);
  return node;
}

/** The type that `asNode` gave. */
export function nodeTypeOf(node: NodeModel): NodeType {
  const type = types.get(node);
  if (type === undefined) throw new Error('a Node was answered without asNode()');
  return type;
}
