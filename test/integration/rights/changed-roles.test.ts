import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { hashToken, newToken } from '../../../src/auth/caller-token.ts';
import { appId } from '../../../src/graphql/ids.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import { openStreams } from '../../support/open-streams.ts';

it('who is taken a role in the access file has what is open ended within 5 s, and nobody else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-changed-roles-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const tokens = { mia: newToken(randomBytes), bob: newToken(randomBytes) };
  const file = (name: string, content: object): string => {
    writeFileSync(join(folder, name), JSON.stringify(content), { mode: 0o600 });
    return join(folder, name);
  };
  const callers = Object.entries(tokens).map(([name, token]) => {
    return { name, kind: 'USER', roles: ['staff'], tokenHash: hashToken(token) };
  });
  const viewers = (...people: string[]) => ({
    bindings: [{ role: 'viewer', people, where: { environments: ['acme/staging'] } }],
  });
  await using gateway = await startGatewayUnderTest({
    env: {
      TENANTRY_CALLERS: file('callers.yaml', { callers }),
      TENANTRY_ACCESS: file('access.yaml', viewers('mia', 'bob')),
    },
  });
  const app = appId({ tenant: 'acme', environment: 'staging', name: 'storefront', kind: 'DEPLOYMENT' });
  const query = `subscription { rollout(app: "${app}") { __typename } }`;
  const open = (token: string) => Promise.all(Object.values(openStreams).map((way) => way(gateway, token, query)));
  const [ofMia, ofBob] = await Promise.all([open(tokens.mia), open(tokens.bob)]);
  const changed = Date.now();
  file('access.yaml', viewers('bob'));
  await Promise.all(ofMia.map(({ ended }) => ended));
  for (const { endedAt } of ofMia) expect((endedAt ?? Infinity) - changed).toBeLessThan(5_000);
  expect(ofBob.map(({ endedAt }) => endedAt)).toEqual([null, null]);
  // Neither comes back: there is no such app for mia any more.
  for (const way of Object.values(openStreams)) await expect(way(gateway, tokens.mia, query)).rejects.toThrow();
  for (const stream of ofBob) stream.close();
});
