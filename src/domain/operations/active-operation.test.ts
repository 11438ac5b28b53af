import { expect, it } from 'vitest';
import { systemClock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { createActiveOperation } from './active-operation.ts';
import type { JournaledOperation } from './journal.ts';
import { withStep } from './operation-states.ts';

const step = {
  clusterId: 'eu',
  namespace: 'acme-prod',
  state: 'RUNNING',
  message: null,
  problem: null,
  startedAt: 1,
  finishedAt: null,
  templateDigest: null,
} as const;
const entry: JournaledOperation = {
  operation: {
    id: 'op-1',
    kind: 'DEPLOY',
    state: 'RUNNING',
    target: { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' },
    actor: { name: 'tester', kind: 'USER' },
    reason: null,
    plan: null,
    steps: [step, { ...step, clusterId: 'us' }],
    problem: null,
    supersededBy: null,
    approval: null,
    createdAt: 1,
    startedAt: 1,
    finishedAt: null,
  },
  work: [],
  settings: { deadlineSeconds: null, onFailure: 'LEAVE' },
  followUp: null,
  asked: null,
};

it('keeps what one step tells while a change of the other is being journaled', async () => {
  const saving = Promise.withResolvers<boolean>();
  const active = createActiveOperation({ entry, fence: 1 }, [], {
    journal: { save: () => saving.promise, hold: () => Promise.resolve(true) },
    clock: systemClock,
    log: silentLog,
    shutdown: new AbortController().signal,
    changed: () => {},
    lost: () => {},
  });
  const change = active.change((before) => ({
    ...before,
    operation: withStep(before.operation, 0, { templateDigest: 'new' }),
  }));
  await Promise.resolve();
  active.tell((operation) => withStep(operation, 1, { message: 'waiting' }));
  saving.resolve(true);
  await change;
  expect(active.entry.operation.steps).toMatchObject([{ templateDigest: 'new' }, { message: 'waiting' }]);
});
