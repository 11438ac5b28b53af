/** What somebody may do, somewhere. */
export type Action = (typeof actions)[number];

export const actions = [
  /** See a tenant, its environments, its apps and all that belongs to these. */
  'VIEW',
  /** Read the logs of apps. */
  'VIEW_LOGS',
  'DEPLOY',
  'SCALE',
  'ROLL_BACK',
  'RESTART',
  /** Pause a rollout, and let it go on. */
  'PAUSE',
  'CANCEL',
  /** Change what Argo CD, Flux or a controller manages. */
  'FORCE',
  'FREEZE',
  'VIEW_AUDIT',
  /** See the clusters' machines and versions, and what belongs to no tenant. */
  'VIEW_FLEET',
  /** Say who may do what. */
  'MANAGE_ACCESS',
] as const;
