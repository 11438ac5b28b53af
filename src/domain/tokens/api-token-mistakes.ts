import type { AccessScope } from '../access/access.ts';
import { problem } from '../operations/problems.ts';
import type { Problem } from '../problem.ts';
import type { CreateApiTokenRequest, RevokeApiTokenRequest } from './api-tokens.ts';

export const dayMs = 24 * 3600 * 1000;
const longestDays = 366;
const mostScopes = 100;
const nameForm = /^[A-Za-z0-9](?:[A-Za-z0-9._@+-]{0,126}[A-Za-z0-9])?$/;

/** Everything that is wrong with a request, all at once. `now` in milliseconds since the epoch. */
export function apiTokenMistakes(request: CreateApiTokenRequest, now: number): readonly Problem[] {
  const { kind, name, actions, scopes, expiresAt } = request;
  const found = commonMistakes(request);
  if (!nameForm.test(name)) {
    found.push(
      invalid('name', 'name must be 1 to 128 letters, digits, and . _ @ + - between them, such as ci-deploy.'),
    );
  } else if (name === 'tenantry') {
    found.push(invalid('name', 'tenantry is the name that Tenantry records its own operations under. Choose another.'));
  }
  if (actions?.length === 0)
    found.push(invalid('actions', 'actions is empty: a token that may do nothing is of no use.'));
  if (scopes !== undefined && (scopes.length === 0 || scopes.length > mostScopes)) {
    found.push(
      invalid('on', `on must name 1 to ${mostScopes} tenants and environments; leave it out for the whole fleet.`),
    );
  }
  if (kind === 'MACHINE' && actions === undefined) {
    found.push(invalid('actions', 'Say in actions what the machine may do: as little as it needs.'));
  }
  if (expiresAt !== undefined && (expiresAt <= now || expiresAt > now + longestDays * dayMs)) {
    const message = `expiresAt must be later than now (${new Date(now).toISOString()}) and at most ${longestDays} days from it.`;
    found.push(invalid('expiresAt', message));
  }
  return found;
}

/** What is wrong with a request to revoke one, or with the parts that both have. */
export function commonMistakes({
  reason = '',
  idempotencyKey,
}: Pick<RevokeApiTokenRequest, 'reason' | 'idempotencyKey'>): Problem[] {
  const found: Problem[] = [];
  if (reason.length > 1000) found.push(invalid('reason', 'reason must have at most 1000 characters.'));
  if (idempotencyKey !== undefined && (idempotencyKey === '' || idempotencyKey.length > 255)) {
    found.push(invalid('idempotencyKey', 'idempotencyKey must have 1 to 255 characters; leave it out for none.'));
  }
  return found;
}

/** A scope in words: `the fleet`, `acme`, `acme/prod`. */
export function scopeText(scope: AccessScope): string {
  switch (scope.type) {
    case 'FLEET':
      return 'the fleet';
    case 'TENANT':
      return scope.tenant;
    case 'ENVIRONMENT':
      return `${scope.tenant}/${scope.environment}`;
  }
}

function invalid(field: string, message: string): Problem {
  return problem('INVALID', message, { path: ['input', field] });
}
