import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { ViewerDocument, createClient } from '../../../sdk/src/sdk.ts';
import { startGatewayProcess } from '../../support/gateway-process.ts';
import type { OidcProvider } from '../../support/oidc-provider.ts';
import { waitFor } from '../../support/wait-for.ts';
import { issuerOf, providerOfTest } from './sign-on-under-test.ts';

// The gateway as a process, with a sign-on file.

let provider: OidcProvider;
let path: string;
beforeEach(async () => {
  provider = await providerOfTest();
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-sign-on-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  path = join(folder, 'sign-on.yaml');
});

const save = (...issuers: readonly object[]): void => writeFileSync(path, JSON.stringify({ issuers }));

async function viewerOf(url: string, token: string): Promise<unknown> {
  const client = createClient({ url, token });
  try {
    return (await client.query(ViewerDocument)).viewer.name;
  } catch (error) {
    return (error as { readonly code?: unknown }).code;
  } finally {
    await client.close();
  }
}

describe('a gateway with sign-on', () => {
  it('says who may call, follows the file and the keys, and writes tokens nowhere', async () => {
    save(issuerOf(provider));
    await using gateway = startGatewayProcess([], { TENANTRY_SIGN_ON: path, LOG_LEVEL: 'debug' });
    const greeting = await gateway.greeting();
    expect(greeting).toContain('People sign on at corp (');
    expect(greeting).not.toContain('is the administrator');
    const url = await gateway.url();
    const token = await provider.sign({ preferred_username: 'mia' });
    expect(await viewerOf(url, token)).toBe('corp:somebody');
    expect(await viewerOf(url, await provider.sign({ aud: 'another' }))).toBe('UNAUTHENTICATED');
    await provider.rotate(true);
    const another = await provider.sign();
    await waitFor('the new key', async () => (await viewerOf(url, another)) === 'corp:somebody');

    const partner = await providerOfTest();
    save(issuerOf(partner, { name: 'partner' }));
    await gateway.logged(/sign-on changed/);
    expect(await viewerOf(url, token)).toBe('UNAUTHENTICATED');
    expect(await viewerOf(url, await partner.sign())).toBe('partner:somebody');
    writeFileSync(path, 'issuers: []\n');
    await gateway.logged(/The last valid version stays in use/);
    expect(await viewerOf(url, await partner.sign())).toBe('partner:somebody');

    gateway.signal('SIGTERM');
    const { code, stdout, stderr } = await gateway.ended;
    expect(code).toBe(0);
    for (const part of [...token.split('.').slice(1), ...another.split('.').slice(1)]) {
      expect(stdout + stderr).not.toContain(part);
    }
  });

  it('is for others than this machine only with TLS in front, and with callers told apart', async () => {
    save(issuerOf(provider));
    const refusalOf = async (env: Readonly<Record<string, string>>): Promise<string> => {
      await using gateway = startGatewayProcess([], { HOST: '0.0.0.0', ...env });
      const { code, stderr } = await gateway.ended;
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refusalOf({})).toContain('whoever can reach the port is the administrator');
    expect(await refusalOf({ TENANTRY_SIGN_ON: path })).toContain('Tenantry itself speaks no TLS');
    save(issuerOf(provider, { audiences: [] }));
    expect(await refusalOf({ HOST: '127.0.0.1', TENANTRY_SIGN_ON: path })).toContain('issuers.0.audiences: [] ');
  });
});
