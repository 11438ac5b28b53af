import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Json, JsonObject } from '../../lib/json.ts';
import { objectYaml } from './object-yaml.ts';

const asThePackage = (value: JsonObject) =>
  stringify(value, { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false });

const texts = [
  '',
  ' ',
  'a',
  'a b',
  'true',
  'True',
  'FALSE',
  'null',
  'Null',
  'yes',
  'no',
  'on',
  'y',
  '~',
  '1',
  '1.5',
  '0x1f',
  '1e3',
  '-',
  '- a',
  'nan',
  '.nan',
  '.inf',
  'inf',
  'a:',
  'a: b',
  'a:b',
  ':a',
  '#a',
  'a#b',
  'a #b',
  '?',
  '? a',
  '&a',
  '*a',
  '!a',
  '|',
  '>',
  '%a',
  '@a',
  '`a',
  '"a"',
  "'a'",
  '[a]',
  '{a}',
  'a,b',
  'a/b',
  '/a',
  '/',
  'a/',
  'a=b',
  'é',
  '\u0000',
  '\u2028',
  '\t',
  'a\tb',
  '2026-11-21',
  '<<',
  '=',
  'a\\',
  'a\n',
  'a\nb',
  '\na',
  'a\n\n',
  ' a\nb',
  'a\n  b\n',
  '\n',
  '{"a":"b"}\n',
  'a \n b',
  '---',
  '...',
  'a ...',
  'x'.repeat(200),
  'registry.example.com:5000/shop/api:2.0.1',
  'shop/api@sha256:0f',
  '100m',
  '1Gi',
  'app.kubernetes.io/name',
  '25%',
  '/bin/sh',
  '-c',
];
/** Kubernetes knows no others. */
const keys = texts.filter((text) => !text.includes('\n') && !['---', '...'].includes(text));

it('writes each text, as a key and as a value, as the package does', () => {
  for (const text of texts) {
    const value = { a: text, b: [text, [text, [text]]], c: { d: { e: text }, f: [{ g: text, h: [text] }] } };
    expect(objectYaml(value)).toBe(asThePackage(value));
  }
  for (const key of keys) {
    const value = { [key]: 'x', a: [{ [key]: { [key]: [] } }] };
    expect(objectYaml(value)).toBe(asThePackage(value));
  }
});

it('writes whatever is made of them as the package does', () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  const leaves: readonly Json[] = [null, true, false, 0, -0, 3, -7, 0.5, 1e21, 1e-7, ...texts];
  const make = (depth: number): Json => {
    const kind = depth === 0 ? 0 : random(3);
    const members = Array.from({ length: kind === 0 ? 0 : random(4) }, () => make(depth - 1));
    if (kind === 0) return leaves[random(leaves.length)] ?? null;
    if (kind === 1) return members;
    return Object.fromEntries(members.map((member) => [keys[random(keys.length)] ?? '', member]));
  };
  for (let round = 0; round < 600; round += 1) {
    const value = { a: make(4), b: make(3) };
    expect(objectYaml(value)).toBe(asThePackage(value));
  }
});
