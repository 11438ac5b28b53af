import type { CachedObject } from '../../domain/clusters/cached-kind.ts';
import type { ClusterState, GapReason } from '../../domain/clusters/cluster-state.ts';
import { kindName } from '../kinds.ts';
import type { CachedClusterKind } from './cached-cluster-kind.ts';

/** How the connection itself is. */
export type ConnectionPhase =
  | { readonly type: 'CONNECTING'; readonly message: string | null }
  | { readonly type: 'CONNECTED'; readonly message: string | null }
  | { readonly type: 'UNREACHABLE' | 'UNAUTHORIZED' | 'DISABLED'; readonly message: string };

/** What a cluster's state is made from. */
export interface StateInput {
  readonly phase: ConnectionPhase;
  readonly kinds: readonly CachedClusterKind<CachedObject>[];
  readonly uid: string | null;
  readonly kubernetesVersion: string | null;
  /** Shown whatever else is: that certificates are not verified. */
  readonly warning: string | null;
  /** A gap goes on since then where its reason stays. */
  readonly previous: ClusterState | null;
  readonly now: number;
}

/** The state that follows from the connection and from each kind. */
export function computeClusterState(input: StateInput): ClusterState {
  const synced = input.kinds.every(({ store }) => store.availability.status !== 'SYNCING');
  const { status, gap, messages } = judge(input, synced);
  const message = [...messages, ...(input.warning === null ? [] : [`warning: ${input.warning}`])].join('; ');
  const kept = input.previous?.gap?.reason === gap ? input.previous.gap.since : input.now;
  return {
    status,
    message: message === '' ? null : message,
    uid: input.uid,
    kubernetesVersion: input.kubernetesVersion,
    synced,
    gap: gap === null ? null : { reason: gap, since: kept, message: messages.join('; ') },
  };
}

interface Judgement {
  readonly status: ClusterState['status'];
  readonly gap: GapReason | null;
  readonly messages: readonly string[];
}

function judge({ phase, kinds }: StateInput, synced: boolean): Judgement {
  if (phase.type === 'UNREACHABLE' || phase.type === 'UNAUTHORIZED' || phase.type === 'DISABLED') {
    return { status: phase.type, gap: phase.type, messages: [phase.message] };
  }
  const said = phase.message === null ? [] : [phase.message];
  if (!synced) {
    const waiting = kinds.filter(({ store }) => store.availability.status === 'SYNCING');
    const names = waiting.map(({ kind }) => kindName(kind)).join(', ');
    const failures = new Set(
      waiting.flatMap(({ reflector }) => (reflector.failure === null ? [] : [reflector.failure.message])),
    );
    return { status: 'SYNCING', gap: 'SYNCING', messages: [...said, `still reading ${names}`, ...failures] };
  }
  const problems = [...kinds.flatMap(problemsOf), ...staleness(kinds)];
  const gap = problems.find((problem) => problem.gap !== null)?.gap ?? null;
  const messages = [...said, ...problems.map((problem) => problem.message)];
  const fine = said.length === 0 && problems.every((problem) => problem.harmless);
  return { status: fine ? 'READY' : 'DEGRADED', gap, messages };
}

interface Problem {
  readonly gap: GapReason | null;
  readonly message: string;
  readonly harmless: boolean;
}

function problemsOf({ kind, store }: CachedClusterKind<CachedObject>): readonly Problem[] {
  const { availability } = store;
  const name = kindName(kind);
  if (availability.status === 'FORBIDDEN')
    return [{ gap: 'UNAUTHORIZED', message: availability.message, harmless: false }];
  if (availability.status === 'LIMITED') return [{ gap: 'STALE', message: availability.message, harmless: false }];
  if (availability.status === 'MISSING') {
    const message = `this cluster does not serve ${name} (${kind.type.version})`;
    return [{ gap: kind.optional ? null : 'DISABLED', message, harmless: kind.optional }];
  }
  return [];
}

/** Said once for all kinds: they mostly have one cause. */
function staleness(kinds: readonly CachedClusterKind<CachedObject>[]): readonly Problem[] {
  const stale = kinds.filter(({ store }) => store.availability.status === 'SYNCED' && store.freshness.stale);
  if (stale.length === 0) return [];
  const [failure] = stale.flatMap(({ reflector }) => (reflector.failure === null ? [] : [reflector.failure.message]));
  const what = stale.length === kinds.length ? 'everything' : stale.map(({ kind }) => kindName(kind)).join(', ');
  const message = `not kept up to date now: ${what}${failure === undefined ? '' : ` (${failure})`}`;
  return [{ gap: 'STALE', message, harmless: false }];
}
