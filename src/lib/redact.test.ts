import { describe, expect, it } from 'vitest';
import { redact } from './redact.ts';

describe('redact', () => {
  it.each([
    [
      'connect to postgres://app:hunter2@db.internal/fleet failed',
      'connect to postgres://<redacted>@db.internal/fleet failed',
    ],
    ['authorization: Bearer abc.def.ghi', 'authorization: <redacted>'],
    ['sent Bearer abcdef123', 'sent Bearer <redacted>'],
    ['DB_PASSWORD=hunter2, host=db', 'DB_PASSWORD=<redacted>, host=db'],
    ['{"clientSecret": "a \\" b", "name": "x"}', '{"clientSecret": <redacted>, "name": "x"}'],
    ['Proxy-Authorization: Negotiate YII=', 'Proxy-Authorization: <redacted>'],
    ['Cookie: theme=dark; sessionid=8f3a', 'Cookie: <redacted>'],
    ['Set-Cookie: id=1; other=x', 'Set-Cookie: <redacted>'],
    ['password: "cut off he', 'password: <redacted>'],
    ['ran mysqldump --password hunter2 --verbose', 'ran mysqldump --password <redacted> --verbose'],
    ['to postgres://u:p@ss@host/db', 'to postgres://<redacted>@host/db'],
    ['the token is s3cr3t', 'the token is <redacted>'],
    ['key AKIAIOSFODNN7EXAMPLE was refused', 'key <redacted> was refused'],
    ['got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'got <redacted>'],
    ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----!', '<redacted>!'],
    ['Bearer-less tnt_abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq', 'Bearer-less <redacted>'],
    ['id Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZg', 'id <redacted>'],
    ['id Zm9vYmFyYm/F6cXV4MTIzN+DU2Nzg5MGF/iY2RlZg==', 'id <redacted>'],
    ['in /run/Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZg/x', 'in /run/<redacted>/x'],
  ])('hides what looks like a secret: %s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each([
    'deployments.apps "web" not found in namespace acme-prod',
    'image registry.example/web@sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
    'ClientConnectionRefusedWithoutAnyDigitsInside',
    'GET https://10.0.0.1:6443/api/v1/pods answered 503',
    'remove one of /tmp/tenantry-clusters-Xy7Zq2/us-1.yaml and clusters/Production-EU1/us-again.yaml',
    'at startGateway (file:///opt/Tenantry2/build/src/compose.ts:238:17)',
  ])('leaves the rest: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('takes no time for long texts and shortens them', () => {
    expect(redact('a'.repeat(1_000_000))).toHaveLength(2_000);
    expect(redact('-'.repeat(1_000_000)).length).toBeLessThanOrEqual(2_000);
  });

  // A pattern that looks at the same text again and again takes many seconds for one of them, and the test does not end.
  it.each([
    'pwd',
    'token',
    'secret-',
    'credentials',
    ' --password',
    ' --token-',
    'cookie:',
    'a://',
    'eyJ-',
    '-aB1',
    'a/',
    "token:'\\",
  ])('takes no time for what is written against its patterns: %s again and again', (piece) => {
    for (const [before, behind] of [
      ['', ''],
      ['secret', '='],
      [' --token', ' '],
    ] as const)
      for (let times = 0; times < 10; times += 1)
        expect(redact(`${before}${piece.repeat(2_000).slice(0, 1_980)}${behind}`).length).toBeLessThanOrEqual(9_000);
  });
});
