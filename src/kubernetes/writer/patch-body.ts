import type { JsonPatchOperation } from '../../domain/clusters/workload-writer.ts';

const escapes: Readonly<Record<string, string>> = {
  '<': String.raw`\u003c`,
  '>': String.raw`\u003e`,
  '&': String.raw`\u0026`,
  '\u2028': String.raw`\u2028`,
  '\u2029': String.raw`\u2029`,
};

/**
 * A JSON patch as Go would write it. API servers compare the strings of a `test` byte by byte with their own encoding, which
 * escapes these characters: written plainly, a value with `&` in it would never be equal to itself.
 * @see https://github.com/evanphx/json-patch/blob/v4.13.0/patch.go (lazyNode.equal)
 */
export function patchBody(operations: readonly JsonPatchOperation[]): string {
  return JSON.stringify(operations).replaceAll(/[<>&\u2028\u2029]/g, (character) => escapes[character] ?? character);
}
