import type { Attempt } from '../../../domain/audit/attempt.ts';
import type { AppKey } from '../../../domain/fleet/keys.ts';
import type { OperationOutcome } from '../../../domain/operations/operations.ts';
import { succeed } from '../../../lib/result.ts';
import type { MutationResolvers } from '../../__generated__/resolvers.ts';
import type { GraphqlContext } from '../../context.ts';
import { given } from '../../given.ts';
import { appTarget, operationTarget, recordAttempt } from '../audit/record-attempt.ts';
import type { accessMutations } from '../access/access-mutations.ts';
import type { approvalMutations } from '../approvals/approval-mutations.ts';
import type { freezeMutations } from '../freezes/freeze-mutations.ts';
import type { apiTokenMutations } from '../tokens/api-token-mutations.ts';
import { appFrom, containerChangesFrom, operationFrom, templateDigestFrom } from './operation-requests.ts';

type Outcome = OperationOutcome | Promise<OperationOutcome>;

export const mutations: Required<
  Omit<
    MutationResolvers,
    | '__isTypeOf'
    | keyof typeof accessMutations
    | keyof typeof apiTokenMutations
    | keyof typeof freezeMutations
    | keyof typeof approvalMutations
  >
> = {
  deployApp: (_root, { input }, context) =>
    onApp('deployApp', input, context, (key, attempt) => {
      const { containers, dryRun = false, force = false, onFailure = 'LEAVE', ...rest } = given(input);
      const changes = containers === undefined ? succeed(undefined) : containerChangesFrom(containers);
      if (!changes.ok) return { problems: [changes.failure] };
      const byContainer = changes.value === undefined ? {} : { containers: changes.value };
      const request = { ...rest, ...byContainer, app: key, dryRun, force, onFailure };
      return context.operations.deploy(request, context.caller, attempt);
    }),

  scaleApp: (_root, { input }, context) =>
    onApp('scaleApp', input, context, (key, attempt) => {
      const { dryRun = false, force = false, ...rest } = given(input);
      return context.operations.scale({ ...rest, app: key, dryRun, force }, context.caller, attempt);
    }),

  rollbackApp: (_root, { input }, context) =>
    onApp('rollbackApp', input, context, (key, attempt) => {
      const { revision, dryRun = false, force = false, ...rest } = given(input);
      const digest = revision === undefined ? succeed(undefined) : templateDigestFrom(key, revision);
      if (!digest.ok) return { problems: [digest.failure] };
      const target = digest.value === undefined ? {} : { templateDigest: digest.value };
      return context.operations.rollback({ ...rest, ...target, app: key, dryRun, force }, context.caller, attempt);
    }),

  restartApp: (_root, { input }, context) =>
    onApp('restartApp', input, context, (key, attempt) => {
      const { dryRun = false, force = false, ...rest } = given(input);
      return context.operations.restart({ ...rest, app: key, dryRun, force }, context.caller, attempt);
    }),

  pauseRollout: (_root, { input }, context) =>
    onApp('pauseRollout', input, context, (key, attempt) => {
      const { dryRun = false, ...rest } = given(input);
      return context.operations.pause({ ...rest, app: key, dryRun }, context.caller, attempt);
    }),

  resumeRollout: (_root, { input }, context) =>
    onApp('resumeRollout', input, context, (key, attempt) => {
      const { dryRun = false, ...rest } = given(input);
      return context.operations.resume({ ...rest, app: key, dryRun }, context.caller, attempt);
    }),

  cancelOperation: async (_root, { input }, context) => {
    const { operation, ...rest } = given(input);
    const id = operationFrom(operation);
    const target = id.ok ? await operationTarget(id.value, context.operations) : null;
    return recordAttempt<OperationOutcome>(
      context,
      { action: 'cancelOperation', target, reason: rest.reason },
      (attempt) =>
        id.ok
          ? context.operations.cancel({ ...rest, operationId: id.value }, context.caller, attempt)
          : { problems: [id.failure] },
    );
  },
};

interface AppInput {
  readonly app: string;
  readonly dryRun?: boolean | null | undefined;
  readonly reason?: string | null | undefined;
}

function onApp(
  action: string,
  { app: id, dryRun, reason }: AppInput,
  context: GraphqlContext,
  act: (app: AppKey, attempt: Attempt) => Outcome,
): Outcome {
  const app = appFrom(id);
  const target = app.ok ? appTarget(app.value) : null;
  return recordAttempt<OperationOutcome>(context, { action, target, dryRun, reason }, (attempt) =>
    app.ok ? act(app.value, attempt) : { problems: [app.failure] },
  );
}
