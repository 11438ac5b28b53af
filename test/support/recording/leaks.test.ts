import { describe, expect, it } from 'vitest';
import { leaksIn } from './leaks.ts';

const marker = 'quilt0123456789ab';
const token = `tnt_${'aB3'.repeat(14)}`;
const leaks = (text: string): readonly string[] => leaksIn(text, marker).map(({ what }) => what);

describe('leaksIn', () => {
  it.each([0, 1, 2, 3])('finds what was planted, plain and in Base64, %i letters into a text', (letters) => {
    const text = `${'x'.repeat(letters)}${marker}-password`;
    expect(leaks(`{"message":"${text}"}`)).toEqual(['a planted secret']);
    expect(leaks(Buffer.from(text).toString('base64'))).toEqual(['a planted secret']);
  });

  it.each([
    ['a private key', '-----BEGIN EC PRIVATE KEY-----\\nMII'],
    ['a PEM block in Base64', Buffer.from('-----BEGIN PRIVATE KEY-----').toString('base64')],
    ['a JWT', `token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl`],
    ['a JWT', `sealed eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..aXZpdml2.dGV4dA.dGFn`],
    ['an API token', `Bearer ${token}`],
    ['a URL with a password', 'connect to postgres://app:hunter2@127.0.0.1:5432/records'],
  ])('finds %s', (what, text) => {
    expect(leaks(text)).toEqual([what]);
  });

  it('says where', () => {
    expect(leaksIn(`${'.'.repeat(300)}${marker}`, marker)[0]?.context).toMatch(/^\.{100}quilt/);
  });

  it.each([
    'postgres://<redacted>@127.0.0.1:5432/records',
    'redis://:<redacted>@127.0.0.1',
    'postgres://USER:PASSWORD@HOST:5432/DATABASE',
    'Authorization: Bearer tnt_…',
    'http://127.0.0.1:4000/graphql',
    '-----BEGIN CERTIFICATE-----',
    'sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
  ])('has nothing against %s', (text) => {
    expect(leaks(text)).toEqual([]);
  });

  it('lets an API token be shown once, in the answer that made it, and cookies be kept by browsers', () => {
    const shown = new Set<string>();
    const answer = `set-cookie: s=eyJhbGciOiJkaXIifQ..aXZpdml2.dGV4dA.dGFn; HttpOnly\r\n\r\n{"apiToken":{},"secret":"${token}"}`;
    expect(leaksIn(answer, marker, { shown })).toEqual([]);
    expect(leaksIn(answer, marker, { shown }).map(({ what }) => what)).toEqual(['an API token']);
    expect(leaks(answer)).toEqual(['a JWT', 'an API token']);
  });
});
