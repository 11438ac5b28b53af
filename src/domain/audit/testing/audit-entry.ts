import type { AuditEntry } from '../audit-record.ts';

/** Fixture: an accepted deploy of acme/prod/web, but for what a test wants otherwise. */
export function auditEntryOf(overrides: Partial<AuditEntry> = {}): AuditEntry {
  return {
    at: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
    actor: { name: 'ann', kind: 'TOKEN' },
    credential: 'ann-laptop',
    address: '127.0.0.1',
    requestId: 'request-1',
    action: 'deployApp',
    target: { type: 'APP', id: null, tenant: 'acme', environment: 'prod', app: 'web', kind: 'DEPLOYMENT' },
    dryRun: false,
    repeated: false,
    reason: 'because',
    outcome: 'ACCEPTED',
    operationId: 'op-1',
    planDigest: 'digest-1',
    changes: [
      {
        object: { clusterId: 'eu', apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'acme-prod', name: 'web' },
        action: 'UPDATE',
        diff: '-image: web:1\n+image: web:2\n',
      },
    ],
    problems: [],
    ...overrides,
  };
}
