import type { CoverageReason } from './cluster-state.ts';

/** Why a cluster is missing, for those who use it. What its API server says of itself is for those who run it, and in `gap.message`. */
export const gapWords: Readonly<Record<CoverageReason, string>> = {
  SYNCING: 'it is being read for the first time',
  UNREACHABLE: 'it cannot be reached',
  UNAUTHORIZED: 'it does not let the gateway in',
  STALE: 'what is known of it is not up to date',
  DISABLED: 'it is switched off in the gateway',
  METRICS_UNAVAILABLE: 'what runs there is not measured',
};
