import type { Attempt } from '../../../domain/audit/attempt.ts';
import type { OperationOutcome } from '../../../domain/operations/operations.ts';
import type { MutationResolvers } from '../../__generated__/resolvers.ts';
import type { GraphqlContext } from '../../context.ts';
import { given } from '../../given.ts';
import { operationTarget, recordAttempt } from '../audit/record-attempt.ts';
import { operationFrom } from '../operations/operation-requests.ts';

export const approvalMutations: Required<Pick<MutationResolvers, 'approveOperation' | 'rejectOperation'>> = {
  approveOperation: (_root, { input }, context) =>
    onOperation('approveOperation', input, context, (operationId, attempt) => {
      const { operation: _operation, ...rest } = given(input);
      return context.operations.decide({ ...rest, operationId, decision: 'APPROVED' }, context.caller, attempt);
    }),

  rejectOperation: (_root, { input }, context) =>
    onOperation('rejectOperation', input, context, (operationId, attempt) => {
      const { operation: _operation, ...rest } = given(input);
      return context.operations.decide({ ...rest, operationId, decision: 'REJECTED' }, context.caller, attempt);
    }),
};

async function onOperation(
  action: string,
  input: { readonly operation: string; readonly comment?: string | null | undefined },
  context: GraphqlContext,
  act: (operationId: string, attempt: Attempt) => Promise<OperationOutcome>,
): Promise<OperationOutcome> {
  const id = operationFrom(input.operation);
  const target = id.ok ? await operationTarget(id.value, context.operations) : null;
  return recordAttempt<OperationOutcome>(context, { action, target, reason: input.comment }, (attempt) =>
    id.ok ? act(id.value, attempt) : { problems: [id.failure] },
  );
}
