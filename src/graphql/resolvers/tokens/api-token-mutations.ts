import { environmentScope, tenantScope } from '../../../domain/access/access.ts';
import type { AccessScope } from '../../../domain/access/access.ts';
import type { AuditTarget } from '../../../domain/audit/audit-record.ts';
import { problem } from '../../../domain/operations/problems.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { ApiTokenOutcome } from '../../../domain/tokens/api-tokens.ts';
import { fail, succeed } from '../../../lib/result.ts';
import type { Result } from '../../../lib/result.ts';
import type { MutationResolvers } from '../../__generated__/resolvers.ts';
import { given } from '../../given.ts';
import { parseGlobalId } from '../../ids.ts';
import { recordAttempt } from '../audit/record-attempt.ts';

export const apiTokenMutations: Required<Pick<MutationResolvers, 'createApiToken' | 'revokeApiToken'>> = {
  createApiToken: (_root, { input }, context) => {
    const { kind = 'PERSONAL', on, ...rest } = given(input);
    const tried = { action: 'createApiToken', target: apiTokenTarget(null), reason: rest.reason };
    return recordAttempt<ApiTokenOutcome>(context, tried, (attempt) => {
      const scopes = on === undefined ? succeed(undefined) : scopesFrom(on);
      if (!scopes.ok) return { problems: [scopes.failure] };
      const request = { ...rest, kind, ...(scopes.value !== undefined && { scopes: scopes.value }) };
      return context.apiTokens.create(request, context.caller, attempt);
    });
  },

  revokeApiToken: (_root, { input }, context) => {
    const { token, ...rest } = given(input);
    const named = parseGlobalId(token);
    const tokenId = named?.type === 'ApiToken' ? named.id : null;
    const tried = {
      action: 'revokeApiToken',
      target: tokenId === null ? null : apiTokenTarget(tokenId),
      reason: rest.reason,
    };
    return recordAttempt<ApiTokenOutcome>(context, tried, (attempt) =>
      tokenId === null
        ? { problems: [problem('NOT_FOUND', 'There is no such API token.', { path: ['input', 'token'] })] }
        : context.apiTokens.revoke({ ...rest, tokenId }, context.caller, attempt),
    );
  },
};

function scopesFrom(ids: readonly string[]): Result<readonly AccessScope[], Problem> {
  const scopes: AccessScope[] = [];
  for (const [index, id] of ids.entries()) {
    const named = parseGlobalId(id);
    if (named?.type === 'Tenant') scopes.push(tenantScope(named.name));
    else if (named?.type === 'Environment') scopes.push(environmentScope(named.key));
    else {
      const message = 'This is not the id of a tenant or an environment: take it from the field id of one.';
      return fail(problem('INVALID', message, { path: ['input', 'on', String(index)] }));
    }
  }
  return succeed(scopes);
}

function apiTokenTarget(id: string | null): AuditTarget {
  return { type: 'API_TOKEN', id, tenant: null, environment: null, app: null, kind: null };
}
