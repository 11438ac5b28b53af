import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { hashToken, newToken } from '../../../src/auth/caller-token.ts';
import { appId, environmentId } from '../../../src/graphql/ids.ts';
import { at } from '../../../src/graphql/testing/at.ts';
import { startGatewayUnderTest } from '../../support/gateway.ts';
import { waitFor } from '../../support/wait-for.ts';

// Whoever asked for what waits for an approval may lose the right to it meanwhile: then nobody can approve it any more.

const environment = { tenant: 'acme', environment: 'staging' };
const app = appId({ ...environment, name: 'storefront', kind: 'DEPLOYMENT' });
const asked = `operation { id state plan { digest } problem { code message } } problems { code message }`;

async function scene() {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-lost-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, content: object): string => {
    writeFileSync(join(folder, name), JSON.stringify(content), { mode: 0o600 });
    return join(folder, name);
  };
  const roles = { root: 'platform-administrator', lead: 'release-manager', mia: 'staff' };
  const tokens = Object.fromEntries(Object.keys(roles).map((name) => [name, newToken(randomBytes)]));
  const callers = Object.entries(roles).map(([name, role]) => {
    return { name, kind: 'USER', roles: [role], tokenHash: hashToken(tokens[name] ?? '') };
  });
  const access = (...developers: readonly string[]) => ({
    bindings: [
      { role: 'viewer', people: ['lead', 'mia'], where: { tenants: ['acme'] } },
      ...(developers.length > 0 ? [{ role: 'developer', people: developers, where: { tenants: ['acme'] } }] : []),
    ],
  });
  const gateway = await startGatewayUnderTest({
    env: {
      TENANTRY_CALLERS: file('callers.yaml', { callers }),
      TENANTRY_ACCESS: file('access.yaml', access('mia')),
      TENANTRY_APPROVALS: file('approvals.yaml', { rules: [{ kinds: ['RESTART'], role: 'release-manager' }] }),
    },
  });
  onTestFinished(() => gateway.close());
  const ask = async (token: string | undefined, query: string, variables: object = {}): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return (await fetch(gateway.url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })).json();
  };
  const restart = async (token: string | undefined) => {
    const told = await ask(token, `mutation { restartApp(input: { app: "${app}" }) { ${asked} } }`);
    const operation = at(told, 'data.restartApp.operation');
    expect(operation).toMatchObject({ state: 'AWAITING_APPROVAL' });
    return operation as { readonly id: string; readonly plan: { readonly digest: string } };
  };
  /** What becomes of it when it is approved. */
  const approved = async ({ id, plan }: Awaited<ReturnType<typeof restart>>) => {
    const input = { operation: id, digest: plan.digest };
    const query = `mutation ($input: ApproveOperationInput!) { approveOperation(input: $input) { ${asked} } }`;
    return at(await ask(tokens['lead'], query, { input }), 'data.approveOperation.operation');
  };
  return { tokens, ask, restart, approved, write: (...names: string[]) => file('access.yaml', access(...names)) };
}

const lost = (who: string) => ({
  state: 'REJECTED',
  problem: {
    code: 'FORBIDDEN',
    message: `${who} asked for this, and may not do it in acme/staging any more. Somebody who may has to ask for it.`,
  },
});

it('what somebody asked for who has lost the role does not begin when it is approved', async () => {
  const { tokens, ask, restart, approved, write } = await scene();
  const first = await restart(tokens['mia']);
  write();
  const can = `{ viewer { can(action: RESTART, on: "${app}") } }`;
  await waitFor('mia lost the role', async () => at(await ask(tokens['mia'], can), 'data.viewer.can') === false);
  expect(await approved(first)).toMatchObject(lost('mia'));
  write('mia');
  await waitFor('mia has the role', async () => at(await ask(tokens['mia'], can), 'data.viewer.can') === true);
  expect(await approved(await restart(tokens['mia']))).toMatchObject({ state: 'RUNNING', problem: null });
});

it('what was asked for with an API token does not begin once that is revoked', async () => {
  const { tokens, ask, restart, approved } = await scene();
  const input = { kind: 'MACHINE', name: 'ci', actions: ['VIEW', 'RESTART'], on: [environmentId(environment)] };
  const made = await ask(
    tokens['root'],
    'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { secret apiToken { id } } }',
    { input },
  );
  const secret = String(at(made, 'data.createApiToken.secret'));
  expect(await approved(await restart(secret))).toMatchObject({ state: 'RUNNING', problem: null });
  const another = await restart(secret);
  const token = at(made, 'data.createApiToken.apiToken.id');
  await ask(
    tokens['root'],
    'mutation ($token: ID!) { revokeApiToken(input: { token: $token }) { problems { code } } }',
    { token },
  );
  expect(await approved(another)).toMatchObject(lost('ci'));
});
