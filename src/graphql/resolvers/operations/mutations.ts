import type { AppKey } from '../../../domain/fleet/keys.ts';
import type { OperationOutcome } from '../../../domain/operations/operations.ts';
import { succeed } from '../../../lib/result.ts';
import type { MutationResolvers } from '../../__generated__/resolvers.ts';
import { given } from '../../given.ts';
import { appFrom, containerChangesFrom, operationFrom, templateDigestFrom } from './operation-requests.ts';

type Outcome = OperationOutcome | Promise<OperationOutcome>;

export const mutations: Required<Omit<MutationResolvers, '__isTypeOf'>> = {
  deployApp: (_root, { input }, { operations, caller }) => {
    const { app, containers, dryRun = false, force = false, onFailure = 'LEAVE', ...rest } = given(input);
    return onApp(app, (key) => {
      const changes = containers === undefined ? succeed(undefined) : containerChangesFrom(containers);
      if (!changes.ok) return { problems: [changes.failure] };
      const byContainer = changes.value === undefined ? {} : { containers: changes.value };
      return operations.deploy({ ...rest, ...byContainer, app: key, dryRun, force, onFailure }, caller);
    });
  },

  scaleApp: (_root, { input }, { operations, caller }) => {
    const { app, dryRun = false, force = false, ...rest } = given(input);
    return onApp(app, (key) => operations.scale({ ...rest, app: key, dryRun, force }, caller));
  },

  rollbackApp: (_root, { input }, { operations, caller }) => {
    const { app, revision, dryRun = false, force = false, ...rest } = given(input);
    return onApp(app, (key) => {
      const digest = revision === undefined ? succeed(undefined) : templateDigestFrom(key, revision);
      if (!digest.ok) return { problems: [digest.failure] };
      const target = digest.value === undefined ? {} : { templateDigest: digest.value };
      return operations.rollback({ ...rest, ...target, app: key, dryRun, force }, caller);
    });
  },

  restartApp: (_root, { input }, { operations, caller }) => {
    const { app, dryRun = false, force = false, ...rest } = given(input);
    return onApp(app, (key) => operations.restart({ ...rest, app: key, dryRun, force }, caller));
  },

  pauseRollout: (_root, { input }, { operations, caller }) => {
    const { app, dryRun = false, ...rest } = given(input);
    return onApp(app, (key) => operations.pause({ ...rest, app: key, dryRun }, caller));
  },

  resumeRollout: (_root, { input }, { operations, caller }) => {
    const { app, dryRun = false, ...rest } = given(input);
    return onApp(app, (key) => operations.resume({ ...rest, app: key, dryRun }, caller));
  },

  cancelOperation: (_root, { input }, { operations, caller }) => {
    const { operation, ...rest } = given(input);
    const id = operationFrom(operation);
    return id.ok ? operations.cancel({ ...rest, operationId: id.value }, caller) : { problems: [id.failure] };
  },
};

function onApp(id: string, act: (app: AppKey) => Outcome): Outcome {
  const app = appFrom(id);
  return app.ok ? act(app.value) : { problems: [app.failure] };
}
