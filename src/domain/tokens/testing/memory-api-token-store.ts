import type { AuditLog } from '../../audit/audit-log.ts';
import type { AccessScope } from '../../access/access.ts';
import { isWithin } from '../../access/reach.ts';
import type { ApiToken } from '../api-token.ts';
import type { ApiTokenQuery, ApiTokenReach, ApiTokenStore, BesideToken, Revocation } from '../api-token-store.ts';

/** Fixture: API tokens in memory, where no idempotency key counts. */
export class MemoryApiTokenStore implements ApiTokenStore {
  readonly #audit: AuditLog;
  readonly #byHash = new Map<string, ApiToken>();

  constructor(audit: AuditLog) {
    this.#audit = audit;
  }

  async create(token: ApiToken, hash: string, { audit }: BesideToken) {
    const taken =
      token.kind === 'MACHINE' && this.#all().some(({ kind, name }) => kind === 'MACHINE' && name === token.name);
    if (taken) return 'NAME_TAKEN' as const;
    this.#byHash.set(hash, token);
    await this.#audit.append(audit);
    return null;
  }
  async revoke({ id, by, at }: Revocation, { audit }: BesideToken): Promise<boolean> {
    for (const [hash, token] of this.#byHash) {
      if (token.id !== id || token.revokedAt !== null) continue;
      this.#byHash.set(hash, { ...token, revokedAt: at, revokedBy: by });
      await this.#audit.append(audit);
      return true;
    }
    return false;
  }
  async get(id: string): Promise<ApiToken | null> {
    return this.#all().find((token) => token.id === id) ?? null;
  }
  async byHash(hash: string): Promise<ApiToken | null> {
    return this.#byHash.get(hash) ?? null;
  }
  async revoked(ids: readonly string[]): Promise<readonly string[]> {
    return this.#all().flatMap(({ id, revokedAt }) => (revokedAt !== null && ids.includes(id) ? [id] : []));
  }
  async used(): Promise<void> {}
  /** Whole: of pages the records' own suite speaks. */
  async page({ reach, limit }: ApiTokenQuery) {
    const found = this.#within(reach);
    return { tokens: found.slice(0, limit), more: found.length > limit };
  }
  async count(reach: ApiTokenReach): Promise<number> {
    return this.#within(reach).length;
  }

  #all(): readonly ApiToken[] {
    return [...this.#byHash.values()].toReversed();
  }

  #within({ madeBy, within }: ApiTokenReach): readonly ApiToken[] {
    return this.#all().filter(
      ({ kind, createdBy, scopes }) =>
        (kind === 'PERSONAL' && createdBy.kind === madeBy?.kind && createdBy.name === madeBy.name) ||
        scopes.every((scope) => isWithin(within, whereOf(scope))),
    );
  }
}

function whereOf(scope: AccessScope) {
  return {
    tenant: scope.type === 'FLEET' ? null : scope.tenant,
    environment: scope.type === 'ENVIRONMENT' ? scope.environment : null,
  };
}
