import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { at } from '../../../src/graphql/testing/at.ts';
import { startGatewayProcess } from '../../support/gateway-process.ts';
import { waitFor } from '../../support/wait-for.ts';

let folder: string;
let rules: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenantry-redaction-'));
  rules = join(folder, 'rules.yaml');
});
afterEach(() => rmSync(folder, { recursive: true }));

const takingOut = (word: string, replacement: string): string =>
  JSON.stringify({ rules: [{ name: 'a word', hints: [word], pattern: word, replacement }] });

it('an operator’s own rules take things out of lines, are followed as they change, and stay as they were when they become wrong', async () => {
  writeFileSync(rules, takingOut('level', 'FIRST'));
  await using gateway = startGatewayProcess([], { TENANTRY_LOG_REDACTION: rules, LOG_LEVEL: 'info' });
  const url = await gateway.url();
  const messages = async (condition = ''): Promise<string> => {
    const query = `{ app(tenant: "acme", environment: "staging", name: "storefront") { logs(tail: 20${condition}) { lines { message } } } }`;
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    return JSON.stringify(at(await answer.json(), 'data.app.logs.lines'));
  };
  const problems = async (): Promise<readonly string[]> =>
    ((await (await fetch(new URL('/readyz', url))).json()) as { readonly problems: readonly string[] }).problems;
  await waitFor('it has written', async () => (await messages()).includes('FIRST'));
  expect(await messages()).not.toContain('level');
  // What was taken out is not found by what it was.
  expect(await messages(', grep: "level"')).toBe('[]');

  writeFileSync(rules, takingOut('level', 'SECOND'));
  await waitFor('the new rules are in use', async () => (await messages()).includes('SECOND'));
  expect(await messages()).not.toContain('FIRST');

  writeFileSync(rules, takingOut('a(?=b)', 'THIRD'));
  await waitFor('the mistake is told', async () => (await problems()).length === 1);
  expect(await problems()).toEqual([
    expect.stringMatching(/rules\.yaml:1: rules\.0\.pattern: Is no RE2 pattern: .*\(The last valid version stays/),
  ]);
  expect(await messages()).toContain('SECOND');
}, 120_000);

it('with rules that are wrong the gateway does not start, and says where', async () => {
  writeFileSync(rules, 'rules:\n  - name: cards\n    hints: []\n    patern: x\n');
  await using gateway = startGatewayProcess([], { TENANTRY_LOG_REDACTION: rules });
  const { code, stderr } = await gateway.ended;
  expect(code).toBe(2);
  expect(stderr).toContain(`${rules}:4: rules.0.patern: There is no such field. Did you mean pattern?`);
  expect(stderr).toContain(`${rules}:3: rules.0.hints`);
});
