import type { FragmentDefinitionNode, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import { Kind } from 'graphql';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Selections of all operations together, fragments expanded (Infinity: any absurd number); or a fragment in a cycle. */
export function expandedSizes(
  operations: readonly OperationDefinitionNode[],
  fragments: Fragments,
): { readonly total: number } | { readonly cycle: FragmentDefinitionNode } {
  const sizes = new Map<string, number>();
  const open = new Set<string>();
  let cycle: FragmentDefinitionNode | null = null;

  function sizeOf(selectionSet: SelectionSetNode): number {
    let sum = 0;
    for (const selection of selectionSet.selections) {
      sum += 1;
      if (selection.kind === Kind.FRAGMENT_SPREAD) sum += sizeOfFragment(selection.name.value);
      else if (selection.selectionSet) sum += sizeOf(selection.selectionSet);
    }
    return sum;
  }

  function sizeOfFragment(name: string): number {
    const known = sizes.get(name);
    const fragment = fragments.get(name);
    if (known !== undefined || !fragment) return known ?? 0;
    if (open.has(name)) {
      cycle ??= fragment;
      return 0;
    }
    open.add(name);
    const sum = sizeOf(fragment.selectionSet);
    open.delete(name);
    sizes.set(name, sum);
    return sum;
  }

  for (const name of fragments.keys()) sizeOfFragment(name);
  if (cycle) return { cycle };
  return { total: operations.reduce((sum, operation) => sum + sizeOf(operation.selectionSet), 0) };
}
