import { LineCounter, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Document, Node } from 'yaml';
import type { FileProblem } from './file-problem.ts';
import type { Json } from './json.ts';
import { fail, succeed } from './result.ts';
import type { Result } from './result.ts';

/** A parsed YAML document that knows on which line each of its values stands. */
export interface YamlText {
  readonly value: Json;
  /** The line (from 1) of the value at this path, of its key with `key`; of the nearest parent where there is none. */
  lineOf(path: readonly (string | number)[], part?: 'key' | 'value'): number;
}

/** Why a text is not one YAML document. */
export interface YamlFailure {
  readonly line: number | null;
  readonly message: string;
}

export type YamlOutcome =
  { readonly ok: true; readonly yaml: YamlText } | { readonly ok: false; readonly failures: readonly YamlFailure[] };

/** Aliases that one text may resolve: enough for shared parts, too few for a bomb of nested ones. */
const maxAliases = 20;

/** Parses one YAML document. The caller bounds the text's length; aliases are bounded here. */
export function parseYaml(text: string): YamlOutcome {
  const lineCounter = new LineCounter();
  try {
    const documents = parseAllDocuments(text, { lineCounter, prettyErrors: false, logLevel: 'silent' });
    const document = documents[0];
    if (document === undefined || document.contents === null) return failure(null, 'The file is empty.');
    if (documents.length > 1) {
      const second = lineCounter.linePos(documents[1]?.range?.[0] ?? 0).line;
      return failure(second, `The file holds ${documents.length} documents (parted by ---). Write one in each file.`);
    }
    if (document.errors.length > 0) {
      return { ok: false, failures: failuresOf(document, lineCounter) };
    }
    const value = document.toJS({ maxAliasCount: maxAliases }) as Json;
    return { ok: true, yaml: { value, lineOf: (path, part) => lineOf(document, lineCounter, path, part ?? 'value') } };
  } catch (error) {
    // The parser throws for too many aliases, and where a text is nested so deeply that the stack ends.
    if (error instanceof ReferenceError) {
      return failure(null, `The file has more than ${maxAliases} YAML aliases (*name). Write the values out.`);
    }
    if (error instanceof RangeError) return failure(null, tooDeep);
    throw error;
  }
}

/**
 * Like `parseYaml`, of a file's text.
 * @param display the file's path as messages show it
 */
export function parseYamlFile(text: string, display: string): Result<YamlText, readonly FileProblem[]> {
  const outcome = parseYaml(text);
  if (outcome.ok) return succeed(outcome.yaml);
  return fail(outcome.failures.map(({ line, message }) => ({ file: display, line, field: null, message })));
}

function failure(line: number | null, message: string): YamlOutcome {
  return { ok: false, failures: [{ line, message }] };
}

const tooDeep = 'The file is nested too deeply.';

/** The first of each line: one slip makes the parser complain many times. */
function failuresOf(document: Document.Parsed, lineCounter: LineCounter): readonly YamlFailure[] {
  if (document.errors.some((error) => error.message.includes('call stack'))) return [{ line: null, message: tooDeep }];
  const byLine = new Map<number, YamlFailure>();
  for (const error of document.errors) {
    const { line } = lineCounter.linePos(error.pos[0]);
    if (!byLine.has(line) && byLine.size < 5) byLine.set(line, { line, message: describe(error.code, error.message) });
  }
  return [...byLine.values()];
}

function describe(code: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'A field is written twice in one place. Remove one of the two.';
  if (code === 'TAB_AS_INDENT') return 'A tab is used for indentation. Write spaces.';
  if (code === 'BLOCK_AS_IMPLICIT_KEY') return 'Not valid YAML. Put values that hold a colon in quotes.';
  return `Not valid YAML: ${message.replace(/\s+/g, ' ')}${message.endsWith('.') ? '' : '.'}`;
}

function lineOf(
  document: Document.Parsed,
  lineCounter: LineCounter,
  path: readonly (string | number)[],
  part: 'key' | 'value',
): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (pair === undefined) break;
      const keyOffset = isScalar(pair.key) ? pair.key.range?.[0] : undefined;
      if (part === 'key' && depth === path.length - 1) return lineCounter.linePos(keyOffset ?? offset).line;
      next = pair.value;
      offset = rangeStart(next) ?? keyOffset ?? offset;
    } else if (isSeq(node)) {
      next = node.items[Number(step)];
      offset = rangeStart(next) ?? offset;
    }
    if (next === undefined || next === null) break;
    node = next as Node;
  }
  return lineCounter.linePos(offset).line;
}

function rangeStart(node: unknown): number | undefined {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? Number(node.range[0])
    : undefined;
}
