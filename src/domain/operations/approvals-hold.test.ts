import * as fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../lib/clock.ts';
import type { ApprovalRule } from '../approvals/approval-rule.ts';
import { auditEntryOf } from '../audit/testing/audit-entry.ts';
import type { ClusterRegistry, ClusterSource } from '../clusters/cluster-source.ts';
import type { JsonPatchOperation } from '../clusters/workload-writer.ts';
import type { OperationsEngine } from './create-operations.ts';
import type { JournaledOperation, StepWork } from './journal.ts';
import { terminalStates } from './operation.ts';
import { createPlanDigests } from './plan-digests.ts';
import {
  app,
  deploy,
  ended,
  plain,
  planKey,
  startSimulatedOperations,
} from '../../../test/support/simulated-operations.ts';
import { callerOf } from '../testing/caller-of.ts';

// Whatever is asked, decided, changed and frozen at whatever moment at two gateways: what is written was approved, as it is.

const rule: ApprovalRule = {
  approvals: 2,
  role: 'release-manager',
  requesterMayApprove: false,
  waitSeconds: 3600,
  validSeconds: 3600,
  breakGlass: ['chief'],
};
const person = (name: string, role: string) => callerOf(name, [role]);
const people = [
  person('ann', 'release-manager'),
  person('bob', 'release-manager'),
  person('cyd', 'release-manager'),
  person('dev', 'developer'),
] as const;
const managers = people.slice(0, 3).map(({ name }) => name);

const who = fc.constantFrom(...people);
const gateway = fc.nat({ max: 1 });
const which = fc.nat({ max: 3 });
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('request' as const), who, gateway, tag: fc.constantFrom('2', '3') }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restart' as const), who, gateway }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rollback' as const), who, gateway }) },
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant('approve' as const), who, gateway, which, stale: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reject' as const), who, gateway, which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('change' as const), tag: fc.constantFrom('1', '2', '8') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('freeze' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('thaw' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('run' as const) }) },
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

async function startTwo() {
  const { operations, records, registry, engineOn, eu } = await startSimulatedOperations();
  await operations.stop();
  const { journal, freezes } = records;
  const written: { readonly entry: JournaledOperation; readonly uid: string }[] = [];
  /** Sees each patch just before it is sent. */
  const watched: ClusterRegistry = new Proxy(registry, {
    get(target, name: keyof ClusterRegistry) {
      if (name !== 'byId') return typeof target[name] === 'function' ? target[name].bind(target) : target[name];
      return (id: string) => {
        const cluster = target.byId(id);
        return cluster && spied(cluster);
      };
    },
  });
  const spied = (cluster: ClusterSource): ClusterSource =>
    new Proxy(cluster, {
      get(target, name: keyof ClusterSource) {
        if (name !== 'writer') return typeof target[name] === 'function' ? target[name].bind(target) : target[name];
        return {
          read: target.writer.read.bind(target.writer),
          readRevisions: target.writer.readRevisions.bind(target.writer),
          readQuotas: target.writer.readQuotas.bind(target.writer),
          patch: async (...[ref, patch, options]: Parameters<ClusterSource['writer']['patch']>) => {
            if (!options.dryRun) {
              const id = valueIn(patch, '/metadata/annotations/tenantry.dev~1operation');
              const [entry] = await journal.read([id]);
              if (entry === undefined) throw new Error(`a write of an operation that is not in the journal: ${id}`);
              written.push({ entry, uid: valueIn(patch, '/metadata/uid') });
            }
            return target.writer.patch(ref, patch, options);
          },
        };
      },
    });
  const approvals = { ruleFor: () => rule };
  const gateways = [1, 2].map(() => engineOn(journal, true, undefined, { approvals, registry: watched }));
  onTestFinished(async () => void (await Promise.all(gateways.map((engine) => engine.stop()))));
  for (const engine of gateways) await engine.start();
  const [one, two] = gateways;
  if (one === undefined || two === undefined) throw new Error('two gateways were started');

  /** What was to be approved: by the operation's id. */
  const asked = new Map<string, readonly StepWork[]>();
  const at = (index: number): OperationsEngine => (index === 0 ? one : two);
  const frozen: string[] = [];

  const request = async (outcome: ReturnType<OperationsEngine['deploy']>) => {
    const answer = await outcome;
    if (!('operation' in answer)) return;
    expect(answer.operation.state).toBe('AWAITING_APPROVAL');
    const [entry] = await journal.read([answer.operation.id]);
    if (entry !== undefined) asked.set(answer.operation.id, entry.work);
  };
  const chosen = async (index: number) => {
    const open = await journal.waiting();
    return open.filter(({ id }) => asked.has(id))[index % Math.max(open.length, 1)];
  };

  const perform = async (step: Action): Promise<unknown> => {
    switch (step.do) {
      case 'request':
        return request(at(step.gateway).deploy(deploy(step.tag), step.who));
      case 'restart':
        return request(at(step.gateway).restart({ app, ...plain }, step.who));
      case 'rollback':
        return request(at(step.gateway).rollback({ app, ...plain }, step.who));
      case 'approve': {
        const found = await chosen(step.which);
        const digest = step.stale ? 'another' : (found?.plan?.digest ?? '');
        const decision = { decision: 'APPROVED', digest } as const;
        return found && at(step.gateway).decide({ operationId: found.id, ...decision }, step.who);
      }
      case 'reject': {
        const found = await chosen(step.which);
        const decision = { decision: 'REJECTED', comment: 'no' } as const;
        return found && at(step.gateway).decide({ operationId: found.id, ...decision }, step.who);
      }
      case 'change':
        return fetch(`${eu.url}/apis/apps/v1/namespaces/acme-prod/deployments/web`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/json-patch+json' },
          body: JSON.stringify([
            { op: 'replace', path: '/spec/template/spec/containers/0/image', value: `shop/web:${step.tag}` },
          ]),
        }).then((answer) => answer.text());
      case 'freeze': {
        const id = crypto.randomUUID();
        frozen.push(id);
        const now = systemClock.now();
        const times = { from: now, until: now + 60_000, createdAt: now, endedAt: null };
        const scope = { tenants: [], environments: [], clusterLabels: [], kinds: [] };
        const by = { createdBy: people[0], endedBy: null };
        const freeze = { id, reason: 'no', allowsRollbacks: true, scope, ...times, ...by };
        return freezes.create(freeze, { key: null, audit: auditEntryOf() });
      }
      case 'thaw':
        return thaw();
      case 'run':
        return Promise.all(one.active(app).map(({ id }) => ended(one, id)));
    }
  };
  const thaw = async () => {
    for (const id of frozen.splice(0)) {
      await freezes.end({ id, by: people[0], at: systemClock.now() }, { key: null, audit: auditEntryOf() });
    }
  };
  const settle = async () => {
    await thaw();
    for (const { id } of await journal.waiting()) await one.cancel({ operationId: id }, people[0]);
    for (const id of (await journal.versions()).keys()) await ended(one, id);
  };

  /** Every write so far, with what is wrong about it. */
  const mistakes = () =>
    written.splice(0).flatMap(({ entry: { operation, work }, uid }) => {
      const { approval, plan, actor, state } = operation;
      const approvers = new Set(
        approval?.decisions.flatMap(({ actor: { name }, decision, digest }) =>
          decision === 'APPROVED' && digest === plan?.digest && name !== actor.name && managers.includes(name)
            ? [name]
            : [],
        ),
      );
      const wanted = asked.get(operation.id) ?? [];
      const changesOf = (steps: readonly StepWork[]) => steps.find((step) => step.uid === uid)?.changes;
      return [
        ...(approvers.size < rule.approvals
          ? [`${operation.kind} by ${actor.name} with ${approvers.size} approvals`]
          : []),
        ...(terminalStates.includes(state) || state === 'AWAITING_APPROVAL' ? [`a write while ${state}`] : []),
        ...(createPlanDigests(planKey).of(wanted) === plan?.digest ? [] : ['another plan than what was asked for']),
        ...(JSON.stringify(changesOf(work)) === JSON.stringify(changesOf(wanted))
          ? []
          : ['another change than approved']),
      ];
    });

  return { perform, settle, mistakes, count: () => written.length };
}

function valueIn(patch: readonly JsonPatchOperation[], path: string): string {
  const found = patch.findLast((operation) => operation.path === path);
  return found !== undefined && 'value' in found ? String(found.value) : '';
}

it('nothing is written without the approvals that its rule asks for its digest', { timeout: 120_000 }, async () => {
  const { perform, settle, mistakes, count } = await startTwo();
  let writes = 0;
  const moments = fc.array(fc.array(action, { minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(moments, async (batches) => {
      for (const batch of batches) await Promise.all(batch.map(perform));
      await settle();
      writes += count();
      expect(mistakes()).toEqual([]);
    }),
    { numRuns: 25, endOnFailure: true },
  );
  // It did get to the writing.
  expect(writes).toBeGreaterThan(0);
});
