import type { AuditTarget } from '../../../domain/audit/audit-record.ts';
import type { BindingOutcome, BindingRequest, Bindings } from '../../../domain/access/bindings.ts';
import { environmentScope, fleetScope, tenantScope } from '../../../domain/access/access.ts';
import type { AccessScope } from '../../../domain/access/access.ts';
import { problem } from '../../../domain/operations/problems.ts';
import type { Problem } from '../../../domain/problem.ts';
import { fail, succeed } from '../../../lib/result.ts';
import type { Result } from '../../../lib/result.ts';
import type { BindRoleInput, MutationResolvers } from '../../__generated__/resolvers.ts';
import type { GraphqlContext } from '../../context.ts';
import { given } from '../../given.ts';
import { parseGlobalId } from '../../ids.ts';
import { recordAttempt } from '../audit/record-attempt.ts';

export const accessMutations: Required<Pick<MutationResolvers, 'bindRole' | 'unbindRole'>> = {
  bindRole: (_root, { input }, context) =>
    change('bindRole', input, context, (...args) => context.bindings.bind(...args)),
  unbindRole: (_root, { input }, context) =>
    change('unbindRole', input, context, (...args) => context.bindings.unbind(...args)),
};

function change(action: string, input: BindRoleInput, context: GraphqlContext, run: Bindings['bind']) {
  const { on, ...rest } = given(input);
  const scope = on === undefined ? succeed(fleetScope) : scopeFrom(on);
  const tried = { action, target: scope.ok ? targetOf({ ...rest, scope: scope.value }) : null, reason: rest.reason };
  return recordAttempt<BindingOutcome>(context, tried, (attempt) =>
    scope.ok ? run({ ...rest, scope: scope.value }, context.caller, attempt) : { problems: [scope.failure] },
  );
}

function scopeFrom(text: string): Result<AccessScope, Problem> {
  const id = parseGlobalId(text);
  const path = ['input', 'on'];
  switch (id?.type) {
    case undefined:
      return fail(problem('NOT_FOUND', 'No tenant and no environment has this id.', { path }));
    case 'Tenant':
      return succeed(tenantScope(id.name));
    case 'Environment':
      return succeed(environmentScope(id.key));
    default:
      return fail(
        problem('INVALID', 'This is the id of something else; give that of a tenant or an environment.', { path }),
      );
  }
}

/** The names in it are kept only as far as they can be names. */
function targetOf({ role, subject, scope }: BindingRequest): AuditTarget {
  return {
    type: 'ROLE_BINDING',
    id: null,
    tenant: scope.type === 'FLEET' ? null : scope.tenant,
    environment: scope.type === 'ENVIRONMENT' ? scope.environment : null,
    app: null,
    kind: null,
    binding: { role: role.slice(0, longestRole), subject: { ...subject, name: subject.name.slice(0, longestName) } },
  };
}

const longestRole = 63;
const longestName = 400;
