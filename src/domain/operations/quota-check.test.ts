import { describe, expect, it } from 'vitest';
import type { LiveWorkload } from '../clusters/workload-writer.ts';
import { template, workload } from '../fleet/testing/objects.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import type { ResourceQuota } from '../workloads/resource-quota.ts';
import type { WorkloadKind } from '../workloads/workload.ts';
import { quotaFindings } from './quota-check.ts';

interface Scene {
  readonly kind?: WorkloadKind;
  /** As it is, and as it will be. */
  readonly replicas?: readonly [number, number];
  readonly cpu?: readonly [string, string];
  readonly deploys?: boolean;
  readonly surge?: Json;
  readonly unavailable?: Json;
  readonly strategy?: 'ROLLING_UPDATE' | 'RECREATE' | 'ON_DELETE';
  readonly priorityClassName?: string;
}

function live(
  { kind = 'DEPLOYMENT', surge, unavailable, strategy = 'ROLLING_UPDATE', priorityClassName }: Scene,
  image: string,
  desired: number,
  current: number,
  cpu: string,
): LiveWorkload {
  const status = { current, updated: current, ready: current, available: current };
  const rollingUpdate: JsonObject = {
    ...(surge !== undefined && { maxSurge: surge }),
    ...(unavailable !== undefined && { maxUnavailable: unavailable }),
  };
  const spec: JsonObject = {
    containers: [{ name: 'web', image, resources: { requests: { cpu } } }],
    ...(priorityClassName !== undefined && { priorityClassName }),
  };
  return {
    raw: { spec: { replicas: desired, strategy: { rollingUpdate }, template: { spec } } },
    workload: workload('web', kind, { desired, status, strategy, template: template(image) }),
  };
}

/** What the quotas say of a change of eu-1/acme-prod/web, which has two replicas of one core each. */
function findingsOf(scene: Scene, ...quotas: readonly Partial<ResourceQuota>[]) {
  const [replicas = 2, wanted = replicas] = scene.replicas ?? [];
  const [cpu = '1', nextCpu = cpu] = scene.cpu ?? [];
  const next = scene.deploys === true ? 'shop/web:2' : 'shop/web:1';
  return quotaFindings(
    {
      where: 'eu-1/acme-prod/web',
      before: live(scene, 'shop/web:1', replicas, replicas, cpu),
      after: live(scene, next, wanted, replicas, nextCpu),
      resumes: false,
    },
    quotas.map((quota) => ({ name: 'small', hard: {}, used: {}, scopes: [], ...quota })),
  );
}

const pods = (hard: number, used: number) => ({ hard: { pods: String(hard) }, used: { pods: String(used) } });
const outcomes = (findings: ReturnType<typeof findingsOf>) => findings.map(({ outcome }) => outcome);

describe('the quotas of a namespace', () => {
  it('have room, or are none', () => {
    expect(findingsOf({ replicas: [2, 4] }, pods(4, 2))).toMatchObject([{ outcome: 'PASSED', remedy: null }]);
    expect(findingsOf({ replicas: [2, 4] })).toEqual([
      { outcome: 'PASSED', message: 'The namespace has no quota.', remedy: null },
    ]);
    const others = { hard: { services: '1', 'requests.storage': '1Gi' }, used: { services: '1' } };
    expect(outcomes(findingsOf({ replicas: [2, 4] }, others))).toEqual(['PASSED']);
  });

  it('warn with the numbers of replicas that do not fit, and what it would have to be', () => {
    expect(findingsOf({ replicas: [2, 5] }, pods(6, 5))).toEqual([
      {
        outcome: 'WARNED',
        message:
          'eu-1/acme-prod/web would take pods=3 more, and the quota small has pods=1 left (hard: pods=6): not all of its pods can be created.',
        remedy: 'Raise the quota small to at least pods=8, or ask for less.',
      },
    ]);
    expect(findingsOf({ replicas: [2, 9] }, pods(6, 2))[0]?.message).toContain(
      'also if nothing else were in the namespace',
    );
  });

  it('warn of what a new template asks for, in the quantities of Kubernetes', () => {
    const quota = { hard: { 'requests.cpu': '2500m' }, used: { 'requests.cpu': '2' } };
    expect(findingsOf({ deploys: true, cpu: ['1', '1500m'], surge: 0 }, quota)).toMatchObject([
      {
        outcome: 'WARNED',
        message: expect.stringContaining('requests.cpu=1 more, and the quota small has requests.cpu=500m left'),
        remedy: expect.stringContaining('requests.cpu=3'),
      },
    ]);
    // Fractions of binary numbers are no shortage.
    const exact = { hard: { 'requests.cpu': '300m' }, used: { 'requests.cpu': '100m' } };
    expect(outcomes(findingsOf({ replicas: [1, 3], cpu: ['100m', '100m'] }, exact))).toEqual(['PASSED']);
  });

  it('warn of a surge that has no room: it cannot begin where no old pod may end first', () => {
    const deploys = true;
    const stuck = findingsOf({ deploys, surge: 1, unavailable: 0 }, pods(2, 2));
    expect(stuck).toMatchObject([{ outcome: 'WARNED', message: expect.stringContaining('cannot begin') }]);
    const slow = findingsOf({ deploys, surge: 1, unavailable: 1 }, pods(2, 2));
    expect(slow).toMatchObject([{ outcome: 'WARNED', message: expect.stringContaining('have to wait') }]);
    expect(slow[0]?.remedy).toContain('pods=3');
    // 25 % of 2 are one pod more and none less.
    expect(findingsOf({ deploys }, pods(2, 2))).toMatchObject([{ message: expect.stringContaining('cannot begin') }]);
    expect(outcomes(findingsOf({ deploys }, pods(3, 2)))).toEqual(['PASSED']);
    expect(outcomes(findingsOf({ deploys, surge: 0, unavailable: 0 }, pods(2, 2)))).toEqual(['PASSED']);
    expect(outcomes(findingsOf({ deploys, replicas: [8, 8] }, pods(9, 8)))).toEqual(['WARNED']);
  });

  it.each(['STATEFUL_SET', 'DAEMON_SET'] as const)('know that a %s ends a pod before it starts the next', (kind) => {
    expect(outcomes(findingsOf({ kind, deploys: true }, pods(2, 2)))).toEqual(['PASSED']);
  });

  it('are not asked where no pod is created', () => {
    const full = pods(1, 2);
    expect(outcomes(findingsOf({ replicas: [2, 1] }, full))).toEqual(['PASSED']);
    expect(outcomes(findingsOf({}, full))).toEqual(['PASSED']);
    expect(outcomes(findingsOf({ deploys: true, replicas: [0, 0] }, full))).toEqual(['PASSED']);
    expect(outcomes(findingsOf({ deploys: true, kind: 'STATEFUL_SET', strategy: 'ON_DELETE' }, full))).toEqual([
      'PASSED',
    ]);
    expect(outcomes(findingsOf({ deploys: true, strategy: 'RECREATE' }, full))).toEqual(['WARNED']);
  });

  it('cannot be told where they are not counted yet, or the template does not say what it takes', () => {
    expect(outcomes(findingsOf({ replicas: [2, 3] }, { hard: { pods: '2' } }))).toEqual(['UNKNOWN']);
    const limits = { hard: { 'limits.cpu': '4' }, used: { 'limits.cpu': '4' } };
    expect(findingsOf({ replicas: [2, 3] }, limits)).toMatchObject([
      { outcome: 'UNKNOWN', message: expect.stringContaining('limits.cpu'), remedy: null },
    ]);
    // What is known to be short is told all the same.
    const both = { hard: { 'limits.cpu': '4', pods: '2' }, used: { 'limits.cpu': '4', pods: '2' } };
    expect(outcomes(findingsOf({ replicas: [2, 3] }, both))).toEqual(['WARNED']);
  });

  it('count only the pods of their scopes', () => {
    const full = pods(2, 2);
    const grows = { replicas: [2, 3] } as const;
    const scoped = (name: string, operator = 'Exists', values: readonly string[] = []) => ({
      ...full,
      scopes: [{ name, operator, values }],
    });
    const found = (scene: Scene, quota: Partial<ResourceQuota>) =>
      outcomes(findingsOf({ ...grows, ...scene }, quota))[0];
    expect(found({}, scoped('Terminating'))).toBe('PASSED');
    expect(found({}, scoped('NotTerminating'))).toBe('WARNED');
    expect(found({}, scoped('BestEffort'))).toBe('PASSED');
    expect(found({}, scoped('NotBestEffort'))).toBe('WARNED');
    expect(found({}, scoped('PriorityClass', 'In', ['high']))).toBe('UNKNOWN');
    const high = { priorityClassName: 'high' };
    expect(found(high, scoped('PriorityClass', 'In', ['high']))).toBe('WARNED');
    expect(found(high, scoped('PriorityClass', 'NotIn', ['high']))).toBe('PASSED');
    expect(found(high, scoped('PriorityClass', 'DoesNotExist'))).toBe('PASSED');
    expect(found({}, scoped('CrossNamespacePodAffinity'))).toBe('UNKNOWN');
    expect(outcomes(findingsOf(grows, scoped('CrossNamespacePodAffinity'), full))).toEqual(['UNKNOWN', 'WARNED']);
  });
});
