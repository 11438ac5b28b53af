import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../lib/clock.ts';
import { formatProblem } from '../lib/file-problem.ts';
import { silentLog } from '../lib/log.ts';
import { openApprovalsFile, parseApprovals } from './approvals-file.ts';

const environment = { tenant: 'acme', environment: 'prod' };
const text = `rules:
  - tenants: [acme]
    environments: [prod]
    kinds: [DEPLOY, ROLLBACK]
    approvals: 2
    role: release-manager
    validSeconds: 600
    breakGlass: [chief]
  - environments: [prod]
    role: developer
    requesterMayApprove: true
`;

const mistakesIn = (text: string): readonly string[] => {
  const parsed = parseApprovals(text, 'approvals.yaml');
  return parsed.ok ? [] : parsed.failure.map(formatProblem);
};

describe('a file of approval rules', () => {
  it('gives the first rule that fits, with defaults for what it leaves out', async () => {
    const path = await saved(text);
    const file = await open(path);
    expect(file.count).toBe(2);
    expect(file.ruleFor(environment, 'DEPLOY')).toMatchObject({
      approvals: 2,
      role: 'release-manager',
      requesterMayApprove: false,
      waitSeconds: 86_400,
      validSeconds: 600,
      breakGlass: ['chief'],
    });
    const second = { approvals: 1, role: 'developer', requesterMayApprove: true, validSeconds: 86_400, breakGlass: [] };
    expect(file.ruleFor(environment, 'SCALE')).toMatchObject(second);
    expect(file.ruleFor({ ...environment, tenant: 'umbrella' }, 'DEPLOY')).toMatchObject(second);
    expect(file.ruleFor({ ...environment, environment: 'staging' }, 'DEPLOY')).toBeNull();
  });

  it('is followed as it changes, and stays as it was where it becomes wrong', async () => {
    const path = await saved(text);
    const file = await open(path);
    await writeFile(path, 'rules: []\n');
    await expect.poll(() => file.count, { timeout: 10_000 }).toBe(0);
    expect(file.ruleFor(environment, 'DEPLOY')).toBeNull();
    await writeFile(path, text);
    await expect.poll(() => file.count, { timeout: 10_000 }).toBe(2);
    await writeFile(path, 'rules: [{}]\n');
    await expect.poll(() => file.problems, { timeout: 10_000 }).toHaveLength(1);
    expect(file.problems[0]?.message).toContain('The last valid version stays in use');
    expect(file.ruleFor(environment, 'DEPLOY')).not.toBeNull();
  });

  it('is refused with what is wrong on which line, and what to write instead', () => {
    expect(mistakesIn('rules: [{ environments: [prod] }]\n')).toEqual([
      'approvals.yaml:1: rules.0.role: Is missing (of those who approve). Write, for example: role: release-manager',
    ]);
    expect(
      mistakesIn(
        'rules:\n  - role: Boss\n    approvals: 0\n    kind: [DEPLOY]\n    waitSeconds: "1"\n    kinds: [deploy]\n    tenants: []\n',
      ),
    ).toEqual([
      'approvals.yaml:2: rules.0.role: "Boss" does not fit. Write, for example: role: release-manager',
      'approvals.yaml:3: rules.0.approvals: 0 does not fit: write a whole number of at least 1.',
      'approvals.yaml:4: rules.0.kind: There is no such field. Did you mean kinds?',
      'approvals.yaml:5: rules.0.waitSeconds: Has to be a whole number. Write, for example: waitSeconds: 86400',
      'approvals.yaml:6: rules.0.kinds.0: "deploy" is none of: DEPLOY, SCALE, ROLLBACK, RESTART, PAUSE, RESUME. Write one of these.',
      'approvals.yaml:7: rules.0.tenants: [] is an empty list. Write, for example: tenants: [prod]',
    ]);
    expect(mistakesIn('rules: [')).not.toEqual([]);
    expect(mistakesIn('- role: x\n')).toEqual([expect.stringContaining('holds a field rules with a list')]);
  });
});

async function saved(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tenantry-approvals-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'approvals.yaml');
  await writeFile(path, content);
  return path;
}

async function open(path: string) {
  const opened = await openApprovalsFile({ path, display: 'approvals.yaml', log: silentLog, clock: systemClock });
  if (!opened.ok) throw new Error(opened.failure.map(formatProblem).join('; '));
  onTestFinished(() => opened.value.close());
  return opened.value;
}
