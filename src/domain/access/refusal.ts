import type { AccessScope } from './access.ts';
import type { Action } from './action.ts';
import { builtInRoles } from './role.ts';

const words: Readonly<Record<Action, string>> = {
  VIEW: 'look at this',
  VIEW_LOGS: 'read logs',
  DEPLOY: 'deploy',
  SCALE: 'scale apps',
  ROLL_BACK: 'roll apps back',
  RESTART: 'restart apps',
  PAUSE: 'pause rollouts or let them go on',
  CANCEL: 'cancel what others asked for',
  FORCE: 'change what something else manages',
  FREEZE: 'make or end freezes',
  VIEW_AUDIT: 'read the audit',
  VIEW_FLEET: 'look into clusters',
  MANAGE_ACCESS: 'say who may do what',
};

/** Why somebody may not do something, and who can give it to them. */
export function refusalOf(action: Action, on: AccessScope): string {
  const role = builtInRoles.find(({ actions }) => actions.has(action))?.name ?? 'platform-administrator';
  if (on.type === 'FLEET') {
    return `You may not ${words[action]} for the whole fleet. Ask a platform administrator for the role ${role}.`;
  }
  const where = on.type === 'TENANT' ? on.tenant : `${on.tenant}/${on.environment}`;
  return `You may not ${words[action]} in ${where}. Ask an administrator of ${on.tenant} for the role ${role}.`;
}
