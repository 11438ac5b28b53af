import { createAccess } from '../access/access.ts';
import type { Access } from '../access/access.ts';
import type { AccessBook } from '../access/access-book.ts';
import type { AccessNow } from '../access/access-now.ts';
import { bothOf } from '../access/both-of.ts';
import type { ApiToken } from './api-token.ts';
import type { ApiTokenStore } from './api-token-store.ts';

/** What the token itself allows, whoever made it. */
export function ownAccessOf({ name, scopes, actions }: ApiToken): Access {
  const allowed = new Set(actions);
  return createAccess(scopes.map((scope) => ({ role: `token ${name}`, scope, actions: allowed })));
}

/** What may be done with the token now: of a person's, no more than that person may. `own`: as `ownAccessOf` tells it. */
export function accessOfToken(
  { kind, createdBy, groups }: ApiToken,
  own: Access,
  book: Pick<AccessBook, 'of'>,
): Access {
  if (kind === 'MACHINE') return own;
  // Tenantry itself makes none.
  const maker = book.of({ kind: createdBy.kind === 'TOKEN' ? 'TOKEN' : 'USER', name: createdBy.name, groups });
  return bothOf(maker, own);
}

/** Of callers of the book, and of those who came with API tokens: one that was revoked allows nothing, one that is over what it did. */
export function createAccessNow(book: Pick<AccessBook, 'of'>, tokens: Pick<ApiTokenStore, 'get'>): AccessNow {
  return async ({ kind, name, groups, apiToken }) => {
    if (apiToken === null) return book.of({ kind: kind === 'TOKEN' ? 'TOKEN' : 'USER', name, groups });
    const token = await tokens.get(apiToken);
    return token === null || token.revokedAt !== null
      ? createAccess([])
      : accessOfToken(token, ownAccessOf(token), book);
  };
}
