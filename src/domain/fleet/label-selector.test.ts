import { describe, expect, it } from 'vitest';
import { ArgumentError } from './fleet.ts';
import { compileSelector } from './label-selector.ts';

const labels = { app: 'web', tier: 'front', 'example.com/team': 'shop', empty: '' };

describe('compileSelector', () => {
  it.each([
    '',
    '  ',
    'app=web',
    'app==web',
    ' app = web , tier = front ',
    'app!=api',
    'missing!=x',
    'app in (web,api)',
    'app in ( api , web )',
    'app notin (api)',
    'missing notin (x)',
    'app',
    '!missing',
    'empty=',
    'empty=,app',
    'empty in (,x)',
    'example.com/team=shop,tier in (front),!canary,app!=x',
  ])('matches: %s', (selector) => {
    expect(compileSelector(selector)(labels)).toBe(true);
  });

  it.each([
    'app=api',
    'app!=web',
    'app in (api)',
    'app notin (web,api)',
    'missing',
    '!app',
    'app=',
    'app=web,tier=back',
  ])('does not match: %s', (selector) => {
    expect(compileSelector(selector)(labels)).toBe(false);
  });

  it.each([
    ['app=web,', 'a label key at character 9, found the end'],
    ['=web', 'a label key at character 1, found "="'],
    ['app in web', '"(" at character 8, found "web"'],
    ['app in (web', '"," or ")" at character 12, found the end'],
    ['app web', 'at character 5, found "web"'],
    ['a b c', 'at character 3, found "b"'],
    ['app=a_', 'a label value at character 5, found "a_"'],
    ['-x', 'a label key at character 1'],
    ['!', 'a label key at character 2'],
    ['app>1', 'a label key at character 1, found "app>1"'],
  ])('refuses %s', (selector, words) => {
    expect(() => compileSelector(selector)).toThrow(ArgumentError);
    expect(() => compileSelector(selector)).toThrow(words);
  });

  it('is not fooled by inherited properties', () => {
    expect(compileSelector('constructor')({})).toBe(false);
  });
});
