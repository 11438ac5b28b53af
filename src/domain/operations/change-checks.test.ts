import { describe, expect, it } from 'vitest';
import { fail, succeed } from '../../lib/result.ts';
import type { LiveWorkload } from '../clusters/workload-writer.ts';
import { workload } from '../fleet/testing/objects.ts';
import { failedCheck, notLookedAt, quotaChecks } from './change-checks.ts';
import { problem } from './problems.ts';

const about = { clusterId: 'eu', namespace: 'acme-prod' };

describe('quotas as checks', () => {
  /** Of three replicas one is there: the others are still being made. */
  const live: LiveWorkload = {
    raw: { spec: { template: { spec: { containers: [] } } } },
    workload: workload('web', 'DEPLOYMENT', {
      desired: 3,
      status: { current: 1, updated: 1, ready: 1, available: 1 },
    }),
  };
  const question = { where: 'eu-1/acme-prod/web', before: live, after: live, resumes: false };
  const full = { name: 'small', hard: { pods: '1' }, used: { pods: '1' }, scopes: [] };

  it('warn the plan, too', () => {
    const { checks, warnings } = quotaChecks(question, succeed([full]), about);
    expect(checks).toMatchObject([{ kind: 'QUOTA', outcome: 'WARNED', clusterId: 'eu' }]);
    expect(warnings).toMatchObject([{ code: 'QUOTA_EXCEEDED', clusterId: 'eu', path: null }]);
    expect(warnings[0]?.message).toBe(`${checks[0]?.message} ${checks[0]?.remedy}`);
  });

  it('say nothing of what was not asked because it brings no pods', () => {
    expect(quotaChecks(question, null, about)).toMatchObject({
      checks: [{ outcome: 'PASSED', message: 'It brings no new pods.' }],
      warnings: [],
    });
  });

  it('cannot be told where they cannot be read, and that is no warning', () => {
    const failure = { message: 'dial tcp 10.0.0.1:6443', retryable: true };
    const told = (['FORBIDDEN', 'TIMEOUT'] as const).map((reason) =>
      quotaChecks(question, fail({ ...failure, reason }), about),
    );
    expect(told).toMatchObject([
      { checks: [{ outcome: 'UNKNOWN', remedy: expect.stringContaining('resourcequotas') }], warnings: [] },
      { checks: [{ outcome: 'UNKNOWN', remedy: null }], warnings: [] },
    ]);
    expect(JSON.stringify(told)).not.toContain('10.0.0.1');
  });
});

describe('a check that refuses', () => {
  it.each([
    ['POLICY_DENIED', 'ADMISSION'],
    ['INVALID', 'ADMISSION'],
    ['QUOTA_EXCEEDED', 'QUOTA'],
    ['CLUSTER_UNREACHABLE', 'CLUSTER_HEALTH'],
    ['TIMEOUT', 'CLUSTER_HEALTH'],
  ] as const)('because of %s is one of %s, and says what to do', (code, kind) => {
    expect(failedCheck(problem(code, 'no'), 'ADMISSION', 'eu')).toMatchObject({
      kind,
      outcome: 'REFUSED',
      message: 'no',
      remedy: expect.any(String),
    });
  });

  it('leaves those behind it unknown, each of them named', () => {
    const refused = failedCheck(problem('NOT_FOUND', 'no'), 'WORKLOAD', 'eu');
    const rest = notLookedAt([refused, { ...refused, kind: 'CLUSTER_HEALTH' }], 'eu');
    expect(rest.map(({ kind, outcome }) => [kind, outcome])).toEqual(
      ['OWNERSHIP', 'AUTOSCALER', 'ADMISSION', 'QUOTA'].map((kind) => [kind, 'UNKNOWN']),
    );
  });
});
