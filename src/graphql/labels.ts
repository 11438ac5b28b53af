import type { Label } from './__generated__/resolvers.ts';

/** Labels as the graph shows them, ordered by key. */
export function labelList(labels: Readonly<Record<string, string>>): readonly Label[] {
  return Object.keys(labels)
    .toSorted()
    .map((key) => ({ key, value: labels[key] ?? '' }));
}
