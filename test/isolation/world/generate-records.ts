import type { RecordedBinding } from '../../../src/domain/access/binding.ts';
import type { ApprovalRule } from '../../../src/domain/approvals/approval-rule.ts';
import type { Approval } from '../../../src/domain/approvals/approval.ts';
import type { AuditEntry, AuditTarget } from '../../../src/domain/audit/audit-record.ts';
import type { AppKey } from '../../../src/domain/fleet/keys.ts';
import type { Freeze } from '../../../src/domain/freezes/freeze.ts';
import type { Operation, OperationKind, OperationState, Plan } from '../../../src/domain/operations/operation.ts';
import type { ApiToken } from '../../../src/domain/tokens/api-token.ts';
import type { Problem } from '../../../src/domain/problem.ts';
import { unassigned } from '../../../src/domain/tenancy/adoption.ts';
import type { Dice } from './dice.ts';
import type { Words } from './generate-clusters.ts';
import { generateScope } from './generate-people.ts';
import type { Marks } from './marks.ts';
import type { ModelCluster } from './model.ts';
import { approverRoles, start } from './moments.ts';

const kinds: readonly OperationKind[] = ['DEPLOY', 'SCALE', 'ROLLBACK', 'RESTART', 'PAUSE', 'RESUME'];
const states: readonly OperationState[] = [
  ...(['PENDING', 'RUNNING', 'CANCELLING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'REJECTED'] as const),
  ...(['AWAITING_APPROVAL', 'AWAITING_APPROVAL'] as const),
];
const ends: readonly OperationState[] = ['SUCCEEDED', 'FAILED', 'CANCELLED', 'REJECTED'];

/** An app, and where it is; of one that is gone, nowhere. */
interface Placed {
  readonly app: AppKey;
  readonly places: readonly { readonly cluster: ModelCluster; readonly namespace: string }[];
}

export function placedApps(clusters: readonly ModelCluster[]): readonly Placed[] {
  const found = new Map<string, { app: AppKey; places: { cluster: ModelCluster; namespace: string }[] }>();
  for (const cluster of clusters) {
    for (const { name: namespace, environment, workloads } of cluster.namespaces) {
      if (environment === null) continue;
      for (const { name, kind } of workloads) {
        const app = { ...environment, name, kind };
        const key = [app.tenant, app.environment, name, kind].join('/');
        const placed = found.get(key) ?? { app, places: [] };
        placed.places.push({ cluster, namespace });
        found.set(key, placed);
      }
    }
  }
  return [...found.values()];
}

export function generateOperations(dice: Dice, marks: Marks, apps: readonly Placed[], people: readonly string[]) {
  const operations: Operation[] = [];
  for (const { app, places } of apps) {
    const made: Operation[] = [];
    for (let left = dice.between(0, 3); left > 0; left -= 1) {
      made.push(operation(dice, marks, app, places, dice.pick(people), operations.length + made.length));
    }
    // One that another took the place of.
    const [first, second] = made;
    if (first !== undefined && second !== undefined && ends.includes(first.state)) {
      made[0] = { ...first, supersededBy: second.id };
    }
    operations.push(...made);
  }
  return operations;
}

function operation(
  dice: Dice,
  marks: Marks,
  target: AppKey,
  places: Placed['places'],
  actor: string,
  number: number,
): Operation {
  const state = dice.pick(states);
  const createdAt = start - 1_000_000 + number * 1_000;
  const done = ends.includes(state);
  const clusters = [
    ...places.map(({ cluster, namespace }) => ({ id: cluster.id, namespace })),
    // A cluster that is registered no more.
    ...(dice.chance(20) ? [{ id: marks.word(), namespace: marks.word() }] : []),
  ];
  return {
    id: marks.uuid(),
    kind: dice.pick(kinds),
    state,
    target,
    actor: { name: actor, kind: 'USER' },
    reason: `because ${marks.word()}`,
    plan: planOf(marks, clusters),
    steps: clusters.map(({ id, namespace }) => ({
      clusterId: id,
      namespace,
      state: done ? state : 'PENDING',
      message: `step ${marks.word()}`,
      problem: dice.chance(30) ? problemOf(marks, id) : null,
      startedAt: null,
      finishedAt: null,
      templateDigest: null,
    })),
    problem: done && dice.chance(50) ? problemOf(marks, clusters[0]?.id ?? null) : null,
    supersededBy: null,
    approval: state === 'AWAITING_APPROVAL' || dice.chance(20) ? approval(dice, marks, state) : null,
    createdAt,
    startedAt: done ? createdAt + 10 : null,
    finishedAt: done ? createdAt + 100 : null,
  };
}

function planOf(marks: Marks, clusters: readonly { readonly id: string; readonly namespace: string }[]): Plan {
  return {
    verdict: 'ALLOWED',
    checks: [],
    changes: clusters.map(({ id, namespace }) => ({
      object: { clusterId: id, apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: marks.word() },
      action: 'UPDATE' as const,
      diff: `-image: ${marks.word()}\n+image: ${marks.word()}\n`,
    })),
    warnings: [problemOf(marks, clusters[0]?.id ?? null)],
    digest: `digest-${marks.word()}`,
  };
}

function problemOf(marks: Marks, clusterId: string | null): Problem {
  return { code: 'CONFLICT', message: `it is ${marks.word()}`, retryable: false, path: null, clusterId };
}

function approval(dice: Dice, marks: Marks, state: OperationState): Approval {
  return {
    // More than there are people: nothing begins that was not asked for here.
    required: 99,
    role: dice.pick(approverRoles),
    requesterMayApprove: dice.chance(50),
    validSeconds: 3_600,
    expiresAt: start + 3_600_000,
    approvedAt: null,
    // Who goes ahead without approvals waits for none.
    brokenBy:
      state !== 'AWAITING_APPROVAL' && dice.chance(30) ? { name: `breaker ${marks.word()}`, kind: 'USER' } : null,
    decisions: [],
  };
}

export function generateFreezes(dice: Dice, marks: Marks, words: Words): readonly Freeze[] {
  return Array.from({ length: dice.between(1, 4) }, (_, number) => {
    const over = dice.chance(25);
    return {
      id: marks.uuid(),
      reason: `freeze ${marks.word()}`,
      // In force much later, so that it stands in no operation's way.
      from: over ? start - 2_000 : start + 1_000_000 + number,
      until: over ? start - 1_000 : start + 2_000_000,
      scope: {
        tenants: dice.chance(15) ? [unassigned] : dice.chance(80) ? dice.some(words.tenants, 60) : [],
        environments: dice.chance(30) ? dice.some(words.environments, 60) : [],
        clusterLabels: dice.chance(30) ? [{ key: words.labelKey, value: marks.word() }] : [],
        kinds: dice.chance(20) ? (['DEPLOY'] as const) : [],
      },
      allowsRollbacks: dice.chance(50),
      createdBy: { name: `freezer ${marks.word()}`, kind: 'USER' as const },
      createdAt: start - 10_000 + number,
      endedAt: null,
      endedBy: null,
    };
  });
}

/** A rule for some environments, whatever is to be done there: more approvals than there are people; before it, one for pauses. */
export function generateApprovals(dice: Dice, words: Words): readonly ApprovalRule[] {
  const [role, breaker] = approverRoles;
  const rule = { approvals: 99, role, requesterMayApprove: false, waitSeconds: 3_600, validSeconds: 3_600 };
  return [
    // One is enough: what is asked for here may begin.
    { ...rule, approvals: 1, environments: dice.some(words.environments, 80), kinds: ['PAUSE'], breakGlass: [breaker] },
    { ...rule, environments: dice.some(words.environments, 50), breakGlass: [breaker] },
  ];
}

export function generateBindings(dice: Dice, marks: Marks, words: Words, clusters: readonly ModelCluster[]) {
  return Array.from({ length: dice.between(0, 3) }, (_, number): RecordedBinding => {
    return {
      id: marks.uuid(),
      role: dice.pick(['viewer', 'developer', `role-${marks.word()}`]),
      subject: { kind: 'PERSON', name: `bound ${marks.word()}` },
      scope: generateScope(dice, words, clusters),
      createdBy: { name: `binder ${marks.word()}`, kind: 'USER' },
      createdAt: start - 20_000 + number,
    };
  });
}

export function generateTokens(
  dice: Dice,
  marks: Marks,
  words: Words,
  clusters: readonly ModelCluster[],
  people: readonly string[],
) {
  return Array.from({ length: dice.between(0, 4) }, (_, number): ApiToken => {
    return {
      id: marks.uuid(),
      kind: dice.pick(['PERSONAL', 'MACHINE']),
      name: `token-${marks.word()}`,
      actions: ['VIEW'],
      scopes: Array.from({ length: dice.between(1, 2) }, () => generateScope(dice, words, clusters)),
      createdBy: { name: dice.pick(people), kind: 'USER' },
      groups: [],
      createdAt: start - 30_000 + number,
      expiresAt: start + 30_000,
      lastUsedAt: null,
      revokedAt: null,
      revokedBy: null,
    };
  });
}

export function generateAudit(
  dice: Dice,
  marks: Marks,
  operations: readonly Operation[],
  freezes: readonly Freeze[],
  bindings: readonly RecordedBinding[],
  tokens: readonly ApiToken[],
  apps: readonly Placed[],
): readonly AuditEntry[] {
  const nothing = { id: null, tenant: null, environment: null, app: null, kind: null };
  const making = [
    ...freezes.map(({ id, createdAt }) =>
      attempt(dice, marks, createdAt, { ...nothing, type: 'FREEZE', id }, 'createFreeze'),
    ),
    ...bindings.map(({ createdAt, scope, role, subject }) => {
      const where = {
        tenant: scope.type === 'FLEET' ? null : scope.tenant,
        environment: scope.type === 'ENVIRONMENT' ? scope.environment : null,
      };
      const target: AuditTarget = { ...nothing, ...where, type: 'ROLE_BINDING', binding: { role, subject } };
      return attempt(dice, marks, createdAt, target, 'bindRole');
    }),
    ...tokens.map(({ id, createdAt }) =>
      attempt(dice, marks, createdAt, { ...nothing, type: 'API_TOKEN', id }, 'createApiToken'),
    ),
  ];
  const later = Array.from({ length: dice.between(2, 8) }, (_, number): AuditEntry => {
    const operation = operations.length > 0 && dice.chance(50) ? dice.pick(operations) : null;
    const key = operation?.target ?? (apps.length > 0 ? dice.pick(apps).app : null);
    const targets: (AuditTarget | null)[] = [null, { ...nothing, type: 'OPERATION', id: marks.uuid() }];
    if (key !== null) {
      const { name: app, ...rest } = key;
      targets.push({ type: 'APP', id: null, ...rest, app }, { type: 'APP', id: null, ...rest, app });
      if (operation !== null) targets.push({ type: 'OPERATION', id: operation.id, ...rest, app });
    }
    const freeze = dice.pick(freezes);
    const [tenant = null, ...others] = freeze.scope.tenants;
    targets.push({ ...nothing, type: 'FREEZE', id: freeze.id, tenant: others.length === 0 ? tenant : null });
    const target = dice.pick(targets);
    const about = target !== null && target.app !== null ? operation : null;
    const action = dice.pick(['deployApp', 'scaleApp', 'cancelOperation']);
    return { ...attempt(dice, marks, start - 500_000 + number * 10, target, action), operationId: about?.id ?? null };
  });
  // The making of each freeze, binding and token first, in their order: it is recorded with them.
  return [...making, ...later];
}

function attempt(dice: Dice, marks: Marks, at: number, target: AuditTarget | null, action: string): AuditEntry {
  return {
    at,
    actor: { name: `actor ${marks.word()}`, kind: 'USER' },
    credential: `credential ${marks.word()}`,
    address: `10.0.0.1 ${marks.word()}`,
    requestId: marks.word(),
    action,
    target,
    dryRun: dice.chance(20),
    repeated: false,
    reason: `why ${marks.word()}`,
    outcome: dice.pick(['ACCEPTED', 'PLANNED', 'REFUSED', 'DENIED', 'FAILED'] as const),
    operationId: null,
    planDigest: `digest-${marks.word()}`,
    changes: [],
    problems: [problemOf(marks, null)],
  };
}
