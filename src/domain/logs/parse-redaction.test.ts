import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRedaction } from './parse-redaction.ts';
import { createRedaction, withOwnRules } from './redaction.ts';

const shipped = readFileSync(new URL('../../../observability/log-redaction.yaml', import.meta.url), 'utf8');

describe('the rules that come with the gateway', () => {
  const parsed = parseRedaction(shipped, 'log-redaction.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.failure));
  const redact = createRedaction(parsed.value);

  it.each([
    ['GET / Authorization: Bearer abc.def-123', 'GET / Authorization: <redacted>'],
    ['Authorization: Token abcdef123456', 'Authorization: <redacted>'],
    ['Proxy-Authorization: Negotiate YII=', 'Proxy-Authorization: <redacted>'],
    ['Cookie: theme=dark; sessionid=8f3a', 'Cookie: <redacted>'],
    ['Set-Cookie: id=1; other=x', 'Set-Cookie: <redacted>'],
    ['{"cookie":"a=1; b=2","path":"/"}', '{"cookie":<redacted>,"path":"/"}'],
    ['{"password":"a\\"bcd","user":"x"}', '{"password":<redacted>,"user":"x"}'],
    ['password: "cut off he', 'password: <redacted>'],
    ['{\\"password\\":\\"x y\\",1', '{\\"password\\":<redacted>,1'],
    ['mysqldump --password hunter2 --verbose', 'mysqldump --password <redacted> --verbose'],
    ['cookie_value=k; x', 'cookie_value=<redacted>; x'],
    ['my_api_key_id=k, x', 'my_api_key_id=<redacted>, x'],
    ['to postgres://u:p@ss@host/db', 'to postgres://u:<redacted>@host/db'],
    ['sent bearer abcdef123456 upstream', 'sent bearer <redacted> upstream'],
    ['connecting to postgres://shop:hunter2@db/shop', 'connecting to postgres://shop:<redacted>@db/shop'],
    ['{"password":"hunter2","user":"x"}', '{"password":<redacted>,"user":"x"}'],
    ['PASSWORD=hunter2 started', 'PASSWORD=<redacted> started'],
    ['api_key: k-123, next', 'api_key: <redacted>, next'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl end', 'jwt <redacted> end'],
    ['-----BEGIN RSA PRIVATE KEY-----MIIE', '<redacted>'],
    ['made ghp_abcdefghijklmnopqrstuvwxyz012345', 'made <redacted>'],
    ['GET /v1/items 200 in 12 ms', 'GET /v1/items 200 in 12 ms'],
  ])('%s', (line, shown) => {
    expect(redact(line)).toBe(shown);
  });
});

it('tells what is wrong with rules, with the line', () => {
  const text = "rules:\n  - name: x\n    hints: [a]\n    pattern: 'a(?=b)'\n";
  expect(parseRedaction(text, 'rules.yaml')).toMatchObject({
    ok: false,
    failure: [{ file: 'rules.yaml', line: 4, field: 'rules.0.pattern' }],
  });
  expect(parseRedaction('rules:\n  - name: x\n', 'rules.yaml')).toMatchObject({ ok: false });
});

it('adds the rules of one’s own, and has them stand in place of those of the same name', () => {
  const rule = (name: string, pattern: string) => ({ name, hints: [pattern], pattern });
  const rules = withOwnRules([rule('a', 'one'), rule('b', 'two')], [rule('b', 'three'), rule('c', 'four')]);
  const redact = createRedaction(rules);
  expect(redact('one two three four')).toBe('<redacted> two <redacted> <redacted>');
  expect(withOwnRules([rule('a', 'one')], [])).toEqual([rule('a', 'one')]);
});
