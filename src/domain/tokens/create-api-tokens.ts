import { randomUUID } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { fleetScope } from '../access/access.ts';
import type { AccessScope } from '../access/access.ts';
import { reachOf } from '../access/reach.ts';
import { actions as allActions } from '../access/action.ts';
import type { Attempt } from '../audit/attempt.ts';
import type { AuditTarget } from '../audit/audit-record.ts';
import type { Actor, Caller } from '../caller.ts';
import { keyMismatch, keyOf } from '../operations/idempotency.ts';
import type { UnboundKey } from '../operations/idempotency.ts';
import type { IdempotencyRecord, Journal } from '../operations/journal.ts';
import { problem } from '../operations/problems.ts';
import { orUnavailable } from '../or-unavailable.ts';
import type { Problem } from '../problem.ts';
import type { ApiToken } from './api-token.ts';
import { apiTokenMistakes, commonMistakes, dayMs, scopeText } from './api-token-mistakes.ts';
import type { ApiTokenStore } from './api-token-store.ts';
import type { ApiTokenOutcome, ApiTokens, CreateApiTokenRequest, RevokeApiTokenRequest } from './api-tokens.ts';
import { apiTokensPage } from './api-tokens-page.ts';

export interface ApiTokensOptions {
  readonly store: ApiTokenStore;
  readonly journal: Pick<Journal, 'findKey'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Mints a token and its hash. */
  readonly mint: () => { readonly secret: string; readonly hash: string };
  /** Whether a caller that is not in these records has the name, as a machine. */
  readonly isKnown: (name: string) => boolean;
  /** Told of a token that was revoked here. */
  readonly onRevoked: (id: string) => void;
  /** Mints ids. Default: random UUIDs. */
  readonly newId?: () => string;
}

const goodForDays = 90;

/** Tokens that are kept in the records, by their hashes. */
export function createApiTokens(options: ApiTokensOptions): ApiTokens {
  const { store, journal, clock, log, mint, isKnown, onRevoked, newId = randomUUID } = options;

  const create = async (request: CreateApiTokenRequest, caller: Caller, attempt: Attempt): Promise<ApiTokenOutcome> => {
    const { idempotencyKey, ...input } = request;
    const key = keyOf(idempotencyKey, { ...input, kind: `CREATE_${input.kind}_TOKEN` }, caller, clock);
    const earlier = await earlierOf(key, attempt);
    if (earlier !== null) return earlier;
    const now = clock.now();
    const [first, ...more] = [...apiTokenMistakes(request, now), ...notAllowed(request, caller)];
    if (first !== undefined) return { problems: [first, ...more] };
    if (request.kind === 'MACHINE' && isKnown(request.name)) return { problems: [nameTaken(request.name)] };
    const { secret, hash } = mint();
    const token: ApiToken = {
      id: newId(),
      kind: request.kind,
      name: request.name,
      actions: [...new Set(request.actions ?? allActions)],
      scopes: request.scopes ?? [fleetScope],
      createdBy: actorOf(caller),
      groups: request.kind === 'PERSONAL' ? caller.groups : [],
      createdAt: now,
      expiresAt: request.expiresAt ?? now + goodForDays * dayMs,
      lastUsedAt: null,
      revokedAt: null,
      revokedBy: null,
    };
    const used = await store.create(token, hash, {
      key: key && { ...key, operationId: token.id },
      audit: attempt.accepted({ target: targetOf(token) }),
    });
    if (used === 'NAME_TAKEN') return { problems: [nameTaken(request.name)] };
    if (used !== null && key !== null) return repeated(used, key, attempt);
    attempt.wasRecorded();
    return { apiToken: token, secret };
  };

  const revoke = async (request: RevokeApiTokenRequest, caller: Caller, attempt: Attempt): Promise<ApiTokenOutcome> => {
    const { idempotencyKey, ...input } = request;
    const key = keyOf(idempotencyKey, { ...input, kind: 'REVOKE_TOKEN' }, caller, clock);
    const earlier = await earlierOf(key, attempt);
    if (earlier !== null) return earlier;
    const [first, ...more] = commonMistakes(request);
    if (first !== undefined) return { problems: [first, ...more] };
    const path = ['input', 'token'];
    const token = await seen(request.tokenId, caller);
    if (token === null) return { problems: [problem('NOT_FOUND', 'There is no such API token.', { path })] };
    const [by, at] = [actorOf(caller), clock.now()];
    const revoked = await store.revoke(
      { id: token.id, by, at },
      { key: key && { ...key, operationId: token.id }, audit: attempt.accepted({ target: targetOf(token) }) },
    );
    if (revoked === true) {
      attempt.wasRecorded();
      onRevoked(token.id);
      return { apiToken: { ...token, revokedAt: at, revokedBy: by }, secret: null };
    }
    if (revoked !== false && key !== null) return repeated(revoked, key, attempt);
    return { problems: [problem('CONFLICT', 'This API token has been revoked already.', { path })] };
  };

  const seen = async (id: string, caller: Caller): Promise<ApiToken | null> => {
    const token = await store.get(id);
    return token !== null && sees(caller, token) ? token : null;
  };

  const earlierOf = async (key: UnboundKey | null, attempt: Attempt): Promise<ApiTokenOutcome | null> => {
    const earlier = key === null ? null : await journal.findKey(key.caller, key.key);
    return earlier === null || key === null ? null : repeated(earlier, key, attempt);
  };

  /** What a key that was used before answers: the same token for the same input, and never again what to show. */
  const repeated = async (earlier: IdempotencyRecord, key: UnboundKey, attempt: Attempt): Promise<ApiTokenOutcome> => {
    const mismatch = keyMismatch(earlier, key);
    if (mismatch !== null) return { problems: [mismatch] };
    const apiToken = await store.get(earlier.operationId);
    if (apiToken === null) throw new Error('a token is kept for as long as its key');
    attempt.isRepeat();
    return { apiToken, secret: null };
  };

  return {
    create: (request, caller, attempt) =>
      orUnavailable(log, request.idempotencyKey !== undefined, () => create(request, caller, attempt)),
    revoke: (request, caller, attempt) => orUnavailable(log, true, () => revoke(request, caller, attempt)),
    get: seen,
    list: (page, caller) =>
      apiTokensPage(store, { madeBy: makerIn(caller), within: reachOf(caller.access, 'MANAGE_ACCESS', 'VIEW') }, page),
  };
}

/** Why the caller may not make this token. */
function notAllowed({ kind, actions = [], scopes = [fleetScope] }: CreateApiTokenRequest, caller: Caller): Problem[] {
  if (caller.viaApiToken !== undefined) {
    return [problem('FORBIDDEN', 'An API token makes no other tokens. Make this one as the person that you are.')];
  }
  // A personal token never may more than its maker may at the time.
  if (kind === 'PERSONAL') return [];
  return scopes.flatMap((scope) => {
    const missing = [...new Set([...actions, 'MANAGE_ACCESS' as const])].filter(
      (action) => !caller.access.may(action, scope),
    );
    if (missing.length === 0) return [];
    const message = `You may not do ${missing.join(', ')} on ${scopeText(scope)}, so you cannot let a machine do that. Leave it out, or ask an administrator there.`;
    return [problem('FORBIDDEN', message, { path: ['input'] })];
  });
}

/** Whose own tokens the caller manages. One of them does not manage the others: it may be made to do much less. */
function makerIn(caller: Caller): Actor | null {
  return caller.viaApiToken === undefined ? actorOf(caller) : null;
}

function sees(caller: Caller, { kind, createdBy, scopes }: ApiToken): boolean {
  const maker = makerIn(caller);
  if (kind === 'PERSONAL' && createdBy.kind === maker?.kind && createdBy.name === maker.name) return true;
  // A token names what it is for: that is told to nobody who does not see it.
  return scopes.every((scope) => caller.access.may('MANAGE_ACCESS', scope) && caller.access.may('VIEW', scope));
}

function actorOf({ name, kind }: Actor): Actor {
  return { name, kind };
}

function nameTaken(name: string): Problem {
  const message = `Another machine is called ${name}: operations could not be told apart. Choose another name, or revoke the other token first.`;
  return problem('CONFLICT', message, { path: ['input', 'name'] });
}

/** A token of one tenant, or one environment, is found in the audit of these. */
function targetOf({ id, scopes }: ApiToken): AuditTarget {
  const [scope, ...others] = scopes;
  const one: AccessScope = others.length > 0 || scope === undefined ? fleetScope : scope;
  return {
    type: 'API_TOKEN',
    id,
    tenant: one.type === 'FLEET' ? null : one.tenant,
    environment: one.type === 'ENVIRONMENT' ? one.environment : null,
    app: null,
    kind: null,
  };
}
