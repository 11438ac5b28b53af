import type { SeenFleet } from '../fleet/fleet.ts';
import { problem } from '../operations/problems.ts';
import type { Problem } from '../problem.ts';
import type { Access, AccessScope } from './access.ts';
import type { BindingRequest } from './bindings.ts';

const roleForm = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const longestName = 400;
const hasControls = /\p{Cc}/u;

/** Everything that is wrong with a request, all at once. What `fleet` does not show is not there. */
export function bindingMistakes(request: BindingRequest, access: Access, fleet: SeenFleet): readonly Problem[] {
  const { role, subject, scope, reason = '', idempotencyKey } = request;
  const found: Problem[] = [];
  const invalid = (path: readonly string[], message: string): void => {
    found.push(problem('INVALID', message, { path: ['input', ...path] }));
  };
  if (!roleForm.test(role)) {
    invalid(['role'], 'role is not the name of a role: lower-case letters, digits and hyphens, at most 63.');
  }
  if (subject.name.trim() === '' || subject.name.length > longestName || hasControls.test(subject.name)) {
    invalid(['subject', 'name'], `name must have 1 to ${longestName} characters, on one line.`);
  }
  if (reason.length > 1000) invalid(['reason'], 'reason must have at most 1000 characters.');
  if (idempotencyKey !== undefined && (idempotencyKey === '' || idempotencyKey.length > 255)) {
    invalid(['idempotencyKey'], 'idempotencyKey must have 1 to 255 characters; leave it out for none.');
  }
  if (!isThere(scope, access, fleet)) {
    const what = scope.type === 'TENANT' ? 'tenant' : 'environment';
    found.push(problem('NOT_FOUND', `There is no such ${what}.`, { path: ['input', 'on'] }));
  }
  return found;
}

/** A name that is mistyped would give nothing, and nobody would know. What is not seen now may be there. */
function isThere(scope: AccessScope, access: Access, fleet: SeenFleet): boolean {
  if (scope.type === 'FLEET') return true;
  const tenants = [scope.tenant];
  const count =
    scope.type === 'TENANT'
      ? fleet.tenants({ names: tenants }, { first: 1 }).totalCount
      : fleet.environments({ tenants, names: [scope.environment] }, { first: 1 }).totalCount;
  if (count > 0) return true;
  const isSeen = scope.type === 'TENANT' ? access.seesTenant(scope.tenant) : access.sees(scope);
  return isSeen && !fleet.coverage().complete;
}
