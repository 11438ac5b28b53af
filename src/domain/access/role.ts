import { actions } from './action.ts';
import type { Action } from './action.ts';

/** A name for what somebody may do. */
export interface Role {
  readonly name: string;
  readonly description: string;
  readonly actions: ReadonlySet<Action>;
  /** Whether every gateway has it, whatever its operators say. */
  readonly isBuiltIn: boolean;
  /**
   * Whether who may say who does what in a tenant or an environment may give it there. What a role counts for in approvals is no
   * action, so this is said of the role and not found out from what it allows.
   */
  readonly isDelegable: boolean;
}

const developer: readonly Action[] = [
  'VIEW',
  'VIEW_LOGS',
  'DEPLOY',
  'SCALE',
  'ROLL_BACK',
  'RESTART',
  'PAUSE',
  'CANCEL',
];
const operator: readonly Action[] = [...developer, 'FORCE', 'FREEZE', 'VIEW_AUDIT'];

/** The roles that are there without anyone defining them, from the least to the most. */
export const builtInRoles: readonly Role[] = [
  builtIn('viewer', 'Sees tenants, environments, apps and all that belongs to these, with the logs.', [
    'VIEW',
    'VIEW_LOGS',
  ]),
  builtIn('developer', 'Changes apps: deploys, scales, rolls back, restarts, pauses and cancels.', developer),
  builtIn('operator', 'Besides changes what is managed elsewhere, freezes, and reads the audit.', operator),
  builtIn('tenant-administrator', 'Besides says who may do what.', [...operator, 'MANAGE_ACCESS']),
  { ...builtIn('platform-administrator', 'May do everything.', actions), isDelegable: false },
];

function builtIn(name: string, description: string, allowed: readonly Action[]): Role {
  return { name, description, actions: new Set(allowed), isBuiltIn: true, isDelegable: true };
}
