import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashToken, newToken, tokenHashOf, tokenOf } from './caller-token.ts';

const token = newToken(randomBytes);

describe('newToken', () => {
  it('is 32 random bytes behind a prefix', () => {
    expect(newToken((size) => Buffer.alloc(size, 255))).toBe(`tnt_${Buffer.alloc(32, 255).toString('base64url')}`);
  });
});

describe('hashToken', () => {
  it('is what sha256sum says of the token', () => {
    expect(hashToken('tnt_x')).toBe(`sha256:${createHash('sha256').update('tnt_x').digest('hex')}`);
    expect(hashToken('')).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });
});

describe('tokenHashOf', () => {
  it('is the hash of the token that is shown, also when the same list is shown again', () => {
    const shown = [`Bearer ${token}`];
    expect([tokenHashOf(shown), tokenHashOf(shown)]).toEqual([hashToken(token), hashToken(token)]);
    expect(tokenHashOf([`Bearer ${newToken(randomBytes)}`])).not.toBe(hashToken(token));
  });

  it('is null where no token is shown', () => {
    const shown = [`Basic ${token}`];
    expect([tokenHashOf([]), tokenHashOf(shown), tokenHashOf(shown)]).toEqual([null, null, null]);
  });
});

describe('tokenOf', () => {
  it.each([`Bearer ${token}`, `bearer ${token}`, `BEARER   ${token}`])('reads %.8s…', (value) => {
    expect(tokenOf([value])).toBe(token);
  });

  it.each([
    ['nothing', []],
    ['two values, though alike', [`Bearer ${token}`, `Bearer ${token}`]],
    ['two tokens in one value', [`Bearer ${token}, Bearer ${token}`]],
    ['no scheme', [token]],
    ['another scheme', [`Basic ${token}`]],
    ['no token', ['Bearer ']],
    ['an empty value', ['']],
    ['what is no token of ours', ['Bearer password']],
    ['one character too many', [`Bearer ${token}A`]],
    ['one too few', [`Bearer ${token.slice(0, -1)}`]],
    ['something behind it', [`Bearer ${token} x`]],
    ['a line break', [`Bearer ${token}\n`]],
    ['10 KB', [`Bearer tnt_${'A'.repeat(10_000)}`]],
    ['10 KB of spaces', [`Bearer ${' '.repeat(10_000)}${token}`]],
  ])('takes no token from %s', (_what, values) => {
    expect(tokenOf(values)).toBeNull();
  });
});
