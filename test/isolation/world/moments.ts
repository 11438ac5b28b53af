/** The present of every world, in milliseconds since the epoch. */
export { start } from '../../../src/domain/fleet/testing/objects.ts';

/** Roles that approvals are asked of. */
export const approverRoles = ['approver', 'owner'] as const;
