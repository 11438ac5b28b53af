import { stringify } from 'yaml';
import type { Json, JsonObject } from '../../lib/json.ts';
import { isJsonObject } from './field-path.ts';

/** Words that need no quotes, whatever stands around them. */
const plain = /^[A-Za-z/][\w./@+-]*(?::[\w./@+-]+)*$/;
/** Those of them that would be read as something else. */
const reserved = /^(?:true|false|null)$/i;
const style = { lineWidth: 0, aliasDuplicateObjects: false } as const;

/**
 * An object as YAML with its keys in order, letter by letter as the package `yaml` writes it, which takes many times as long: a deploy
 * waits for this. Texts that are not simple are left to the package. Keys are short and of one line, as Kubernetes has them.
 */
export function objectYaml(value: Json): string {
  if (!isJsonObject(value) || Object.keys(value).length === 0) return stringify(value, style);
  const lines: string[] = [];
  putMap(value, '', '', lines);
  return `${lines.join('\n')}\n`;
}

/** `first` stands before the first line instead of `indent`: of an item of a list. */
function putMap(map: JsonObject, indent: string, first: string, lines: string[]): void {
  let start = first;
  for (const key of Object.keys(map).toSorted()) {
    const value = map[key];
    if (value === undefined) continue;
    put(value, `${start}${keyText(key)}:`, indent, lines);
    start = indent;
  }
}

/** A value behind `head`, which ends with `:` or `-`. */
function put(value: Json, head: string, indent: string, lines: string[]): void {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) lines.push(`${head} []`);
    else if (head.endsWith('-')) putList(value as readonly Json[], inner, `${head} `, lines);
    else {
      lines.push(head);
      putList(value as readonly Json[], inner, inner, lines);
    }
  } else if (typeof value === 'object' && value !== null) {
    if (Object.keys(value).length === 0) lines.push(`${head} {}`);
    else if (head.endsWith('-')) putMap(value as JsonObject, inner, `${head} `, lines);
    else {
      lines.push(head);
      putMap(value as JsonObject, inner, inner, lines);
    }
  } else {
    const [text = '', ...more] = scalar(value).split('\n');
    lines.push(`${head} ${text}`, ...more.map((line) => (line === '' ? '' : `${indent}${line}`)));
  }
}

function putList(list: readonly Json[], indent: string, first: string, lines: string[]): void {
  let start = first;
  for (const value of list) {
    put(value, `${start}-`, indent, lines);
    start = indent;
  }
}

function keyText(key: string): string {
  return isPlain(key) ? key : stringify({ [key]: 0 }, style).slice(0, -': 0\n'.length);
}

/** More lines than one are indented as an item of a list that is not. */
function scalar(value: Exclude<Json, object>): string {
  const isSimple =
    typeof value === 'string'
      ? isPlain(value)
      : value === null || Number.isSafeInteger(value) || typeof value === 'boolean';
  return isSimple && !Object.is(value, -0) ? String(value) : stringify([value], style).slice('- '.length, -1);
}

function isPlain(text: string): boolean {
  return plain.test(text) && !reserved.test(text);
}
