import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { startBrowser } from '../../../support/browser.ts';
import { freePort } from '../../../support/free-port.ts';
import { startGatewayUnderTest } from '../../../support/gateway.ts';
import { startOidcProvider } from '../../../support/oidc-provider.ts';
import type { Log } from '../../../../src/lib/log.ts';

// Sign-on as people do it: a real browser, a real provider, the whole gateway with the simulated fleet.

/** GraphiQL is megabytes of script, and the browser shares the cores with everything else. In milliseconds. */
const patienceMs = 60_000;

it('signs somebody on in GraphiQL, for queries and subscriptions, and off again', async () => {
  const { page, origin, logged, provider } = await scene();
  await page.goto(`${origin}/graphql`);
  await page.getByText('Not signed on').waitFor();
  expect(await post(page, '{ viewer { name } }')).toMatchObject({ status: 401 });

  await page.getByText('Sign on', { exact: true }).click();
  await page.locator('input[name=login]').fill('u-1001');
  await page.locator('input[name=password]').fill('whatever');
  await page.locator('button[type=submit]').click();
  await page.locator('button[type=submit]').click();
  await page.waitForURL(`${origin}/graphql`);
  await page.getByText('Signed on as mia').waitFor();
  expect(new URL(page.url()).search).toBe('');

  const cookies = await page.context().cookies(origin);
  expect(cookies.map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite])).toEqual([
    ['tenantry-session', true, 'Strict'],
  ]);
  expect(await page.evaluate('document.cookie')).toBe('');

  await run(page, `${origin}/graphql`, '{ viewer { name displayName groups } }');
  await expect.poll(() => result(page), { timeout: patienceMs }).toContain('"name": "corp:u-1001"');
  expect(await result(page)).toContain('"displayName": "mia"');
  expect(await result(page)).toContain('"corp:platform"');

  const { body } = await post(page, '{ app(tenant: "acme", environment: "staging", name: "storefront") { id } }');
  const app = /"id":"([^"]+)"/.exec(body)?.[1] ?? '';
  expect(app).not.toBe('');
  await run(page, `${origin}/graphql`, `subscription { rollout(app: ${JSON.stringify(app)}) { rollout { phase } } }`);
  await expect.poll(() => result(page), { timeout: patienceMs }).toContain('"phase":');

  await page.getByText('Sign off').click();
  await page.getByText('Not signed on').waitFor();
  expect(await page.context().cookies(origin)).toEqual([]);
  expect(await post(page, '{ viewer { name } }')).toMatchObject({ status: 401 });
  // Whoever kept the cookie has nothing from it.
  await page.context().addCookies(cookies);
  expect(await post(page, '{ viewer { name } }')).toMatchObject({ status: 401 });

  const [{ value: session } = { value: '' }] = cookies;
  expect(session.length).toBeGreaterThan(100);
  for (const secret of [session, session.slice(40, 80), provider.client.secret]) expect(logged()).not.toContain(secret);
}, 240_000);

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** What a script of the page gets from the graph. */
async function post(page: Page, query: string): Promise<Answer> {
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) };
  const script = `fetch('/graphql', ${JSON.stringify(request)}).then(async (answer) => ({ status: answer.status, body: await answer.text() }))`;
  return (await page.evaluate(script)) as Answer;
}

/** Opens GraphiQL with an operation and runs it. */
async function run(page: Page, url: string, query: string): Promise<void> {
  await page.goto(`${url}?query=${encodeURIComponent(query)}`);
  await page.locator('.graphiql-execute-button').click();
}

/** What GraphiQL shows, with ordinary spaces. */
async function result(page: Page): Promise<string> {
  const text = (await page.locator('.graphiql-response').textContent()) ?? '';
  return text.replaceAll('\u00a0', ' ');
}

async function scene() {
  const port = await freePort();
  // Another site than the provider, as in life: cookies go by that.
  const origin = `http://localhost:${port}`;
  const provider = await startOidcProvider({
    accounts: [{ sub: 'u-1001', preferred_username: 'mia', groups: ['platform'] }],
    redirectUris: [`${origin}/auth/callback`],
  });
  onTestFinished(() => provider.stop());
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-login-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (name: string, content: object | string): string => {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
    return join(folder, name);
  };
  write('client-secret', `${provider.client.secret}\n`);
  const signOn = {
    issuers: [{ name: 'corp', url: provider.issuer, audiences: ['tenantry'] }],
    login: {
      issuer: 'corp',
      clientId: provider.client.id,
      clientSecretFile: 'client-secret',
      scopes: ['openid', 'profile', 'groups'],
    },
  };
  const access = { bindings: [{ role: 'platform-administrator', groups: ['corp:platform'], where: { fleet: true } }] };
  const lines: string[] = [];
  const record = (fields: object, message: string): void => void lines.push(JSON.stringify({ message, ...fields }));
  const log: Log = { debug: record, info: record, warn: record, error: record };
  const env = {
    PORT: String(port),
    TENANTRY_SIGN_ON: write('sign-on.yaml', signOn),
    TENANTRY_ACCESS: write('access.yaml', access),
  };
  const gateway = await startGatewayUnderTest({ env, log });
  onTestFinished(() => gateway.close());
  const browser = await startBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  page.setDefaultTimeout(patienceMs);
  return { page, origin, provider, logged: () => lines.join('\n') };
}
