import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppDocument, createClient, OperationDocument } from '../../sdk/src/sdk.ts';
import type { TenantryClient } from '../../sdk/src/sdk.ts';
import { hashToken, newToken } from '../../src/auth/caller-token.ts';
import { waitFor } from '../support/wait-for.ts';
import { writeGatewayFiles } from './gateway-files.ts';
import type { CountedApp } from './one-effect.ts';

const minute = 60_000;
const roles = { requester: 'developer', approver: 'release-manager' } as const;

/** One app in one or more clusters, which the gateways of the runs on it see alone: what others do adds no point. */
export interface Lane extends CountedApp {
  readonly tenant: string;
  /** Namespaces of other lanes. */
  readonly hidden: readonly string[];
}

/** Files for gateways that run one after the other, and whoever may call them. */
export interface LaneFiles {
  readonly databasePath: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly tokens: Readonly<Record<Asking, string>>;
}

/** Who asks for an operation, and who approves it. */
type Asking = keyof typeof roles;
export type Clients = Readonly<Record<Asking, TenantryClient>> & { close(): Promise<void> };

/** Runs with new files for gateways of a lane, with a rule that asks for an approval where `approved`. */
export async function withLaneFiles<T>(
  lane: Lane,
  approved: boolean,
  use: (files: LaneFiles) => Promise<T>,
): Promise<T> {
  const adopt = { hide: ['kube-*', 'default', ...lane.hidden] };
  const files = writeGatewayFiles(
    lane.clusters.map((cluster) => ({ name: cluster.name, kubeconfig: cluster.kubeconfigPath, adopt })),
  );
  const folder = dirname(files.databasePath);
  const tokens = { requester: newToken(randomBytes), approver: newToken(randomBytes) };
  const callers = (['requester', 'approver'] as const).map((name) => {
    return { name, kind: 'USER', roles: ['viewer', roles[name]], tokenHash: hashToken(tokens[name]) };
  });
  const settings = { TENANTRY_CALLERS: join(folder, 'callers.yaml'), TENANTRY_APPROVALS: join(folder, 'rules.yaml') };
  // JSON is YAML.
  writeFileSync(settings.TENANTRY_CALLERS, JSON.stringify({ callers }));
  writeFileSync(settings.TENANTRY_APPROVALS, JSON.stringify({ rules: approved ? [{ role: roles.approver }] : [] }));
  try {
    return await use({ ...files, folder, env: { ...files.env, ...settings }, tokens });
  } finally {
    files.remove();
  }
}

/** @param headers sent with each request */
export function clientsOf(url: string, { tokens }: LaneFiles, headers: Readonly<Record<string, string>> = {}): Clients {
  const of = (token: string) => createClient({ url, token, headers });
  const [requester, approving] = [of(tokens.requester), of(tokens.approver)];
  return {
    requester,
    approver: approving,
    async close() {
      await requester.close();
      await approving.close();
    },
  };
}

/** The app's id, once the gateway sees it in all its clusters. */
export async function seen(client: TenantryClient, { tenant, app: name, clusters }: Lane): Promise<string> {
  return await waitFor('the app in all its clusters', async () => {
    const { app } = await client.query(AppDocument, { tenant, environment: 'prod', name });
    return app?.instances.length === clusters.length && app.id;
  });
}

/** The operation, once it has ended. */
export async function endOf(client: TenantryClient, id: string) {
  const look = async () => {
    const { operation } = await client.query(OperationDocument, { id });
    return operation !== null && operation.finishedAt !== null && operation;
  };
  return await waitFor(`the end of ${id}`, look, { timeout: minute });
}

/** Lets run at the same time what takes one of these each, in the order in which it is asked for. */
export function createPool<T>(all: readonly T[]): <R>(use: (one: T) => Promise<R>) => Promise<R> {
  const free = [...all];
  const waiting: ((one: T) => void)[] = [];
  return async (use) => {
    const one = free.shift() ?? (await new Promise<T>((resolve) => waiting.push(resolve)));
    try {
      return await use(one);
    } finally {
      const next = waiting.shift();
      if (next === undefined) free.push(one);
      else next(one);
    }
  };
}
