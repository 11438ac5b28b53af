/**
 * JSON with sorted keys and without undefined members: equal values have equal texts. Of what JSON can hold it is the canonical
 * form of RFC 8785 (members with names like array indexes aside, which come first).
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
