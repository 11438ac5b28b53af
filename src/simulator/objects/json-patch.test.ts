import { describe, expect, it } from 'vitest';
import { applyJsonPatch } from './json-patch.ts';

const document = { a: { 'b/c': 1, 'd~e': 2 }, list: ['x', 'y'], nothing: null };

describe('a JSON patch', () => {
  it.each<[string, unknown[], unknown]>([
    ['adds a member', [{ op: 'add', path: '/a/new', value: 3 }], { ...document, a: { ...document.a, new: 3 } }],
    ['inserts into an array', [{ op: 'add', path: '/list/1', value: 'z' }], { ...document, list: ['x', 'z', 'y'] }],
    ['appends to an array', [{ op: 'add', path: '/list/-', value: 'z' }], { ...document, list: ['x', 'y', 'z'] }],
    ['reads escaped keys', [{ op: 'replace', path: '/a/b~1c', value: 9 }], { ...document, a: { 'b/c': 9, 'd~e': 2 } }],
    ['removes', [{ op: 'remove', path: '/list/0' }], { ...document, list: ['y'] }],
    [
      'moves',
      [{ op: 'move', from: '/list/0', path: '/a/moved' }],
      { ...document, list: ['y'], a: { ...document.a, moved: 'x' } },
    ],
    ['copies', [{ op: 'copy', from: '/list/1', path: '/list/0' }], { ...document, list: ['y', 'x', 'y'] }],
    ['replaces the whole', [{ op: 'replace', path: '', value: { b: 1 } }], { b: 1 }],
    ['tests what is there', [{ op: 'test', path: '/a', value: { 'd~e': 2, 'b/c': 1 } }], document],
    ['tests for null where nothing is', [{ op: 'test', path: '/missing', value: null }], document],
    [
      'sets a missing member that is replaced, as API servers do',
      [{ op: 'replace', path: '/b', value: 1 }],
      { ...document, b: 1 },
    ],
    [
      'keeps a key that is called __proto__',
      [{ op: 'add', path: '/__proto__', value: 1 }],
      JSON.parse('{"a":{"b/c":1,"d~e":2},"list":["x","y"],"nothing":null,"__proto__":1}'),
    ],
  ])('%s', (_name, patch, expected) => {
    const before = structuredClone(document);
    const result = applyJsonPatch(document, patch);
    expect(result).toMatchObject({ ok: true });
    expect(result.ok && JSON.stringify(result.value)).toBe(JSON.stringify(expected));
    expect(document).toEqual(before);
  });

  it.each<[string, unknown[]]>([
    ['a test that fails', [{ op: 'test', path: '/a/b~1c', value: 2 }]],
    ['a test beyond what is there', [{ op: 'test', path: '/x/y', value: 1 }]],
    ['a removal of nothing', [{ op: 'remove', path: '/x' }]],
    ['an index beyond the end', [{ op: 'replace', path: '/list/2', value: 1 }]],
    ['an insertion beyond the end', [{ op: 'add', path: '/list/3', value: 1 }]],
    ['no index', [{ op: 'add', path: '/list/x', value: 1 }]],
    ['an unknown operation', [{ op: 'frob', path: '/a' }]],
    ['what is no operation', ['frob']],
    ['a path without a slash', [{ op: 'add', path: 'a', value: 1 }]],
  ])('refuses %s', (_name, patch) => {
    expect(applyJsonPatch(document, patch)).toMatchObject({ ok: false, failure: { kind: 'rejected' } });
  });

  it('that is no array is malformed', () => {
    expect(applyJsonPatch(document, { op: 'add' })).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
  });
});
