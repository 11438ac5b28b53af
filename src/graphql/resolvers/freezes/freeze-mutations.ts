import type { AuditTarget } from '../../../domain/audit/audit-record.ts';
import type { FreezeOutcome } from '../../../domain/freezes/freezes.ts';
import type { MutationResolvers } from '../../__generated__/resolvers.ts';
import { given } from '../../given.ts';
import { recordAttempt } from '../audit/record-attempt.ts';
import { freezeFrom } from '../operations/operation-requests.ts';

export const freezeMutations: Required<Pick<MutationResolvers, 'createFreeze' | 'endFreeze'>> = {
  createFreeze: (_root, { input }, context) => {
    const { scope = {}, allowsRollbacks = false, ...rest } = given(input);
    const tried = { action: 'createFreeze', target: freezeTarget(null), reason: rest.reason };
    return recordAttempt<FreezeOutcome>(context, tried, (attempt) =>
      context.freezes.create({ ...rest, scope, allowsRollbacks }, context.caller, attempt),
    );
  },

  endFreeze: (_root, { input }, context) => {
    const { freeze, ...rest } = given(input);
    const id = freezeFrom(freeze);
    const tried = { action: 'endFreeze', target: id.ok ? freezeTarget(id.value) : null, reason: rest.reason };
    return recordAttempt<FreezeOutcome>(context, tried, (attempt) =>
      id.ok
        ? context.freezes.end({ ...rest, freezeId: id.value }, context.caller, attempt)
        : { problems: [id.failure] },
    );
  },
};

function freezeTarget(id: string | null): AuditTarget {
  return { type: 'FREEZE', id, tenant: null, environment: null, app: null, kind: null };
}
