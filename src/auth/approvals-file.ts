import schema from '../../clusters/approvals.schema.json' with { type: 'json' };
import { firstRule } from '../domain/approvals/approval-rule.ts';
import type { ApprovalRule, ApprovalRules } from '../domain/approvals/approval-rule.ts';
import type { Clock } from '../lib/clock.ts';
import type { FileProblem } from '../lib/file-problem.ts';
import { followFile } from '../lib/followed-file.ts';
import type { FollowedFile } from '../lib/followed-file.ts';
import type { Log } from '../lib/log.ts';
import { succeed } from '../lib/result.ts';
import type { Result } from '../lib/result.ts';
import { createShapedYaml } from '../lib/shaped-yaml.ts';

export interface ApprovalsFileOptions {
  readonly path: string;
  /** The path as messages show it. */
  readonly display: string;
  readonly log: Log;
  readonly clock: Clock;
}

/** The rules of a file, followed as it changes. */
export interface ApprovalsFile extends ApprovalRules, FollowedFile {
  /** How many rules there are now. */
  readonly count: number;
}

const form = { called: 'a file of approval rules', maxBytes: 256 * 1024 };
const aDay = 86_400;
const defaults = {
  approvals: 1,
  requesterMayApprove: false,
  waitSeconds: aDay,
  validSeconds: aDay,
  breakGlass: [],
} as const satisfies Partial<ApprovalRule>;

const parse = createShapedYaml({
  schema,
  words: { whyNeeded: (field) => (field === 'role' ? 'of those who approve' : null) },
  noFields: 'A file of approval rules holds a field rules with a list. Write, to begin: rules: []',
});

/** Reads the file and goes on following it; fails where it is wrong now. */
export async function openApprovalsFile({
  path,
  display,
  log,
  clock,
}: ApprovalsFileOptions): Promise<Result<ApprovalsFile, readonly FileProblem[]>> {
  let rules: readonly ApprovalRule[] | null = null;
  const file = await followFile<readonly ApprovalRule[]>({
    path,
    display,
    form,
    log,
    clock,
    parse: (text) => parseApprovals(text, display),
    take(next) {
      if (rules !== null)
        log.info({ rules: next.length }, 'approval rules changed: they count for what is asked from now on');
      rules = next;
    },
  });
  if (!file.ok) return file;
  return succeed({
    ruleFor: (environment, kind) => firstRule(rules ?? [], environment, kind),
    get count() {
      return rules?.length ?? 0;
    },
    get problems() {
      return file.value.problems;
    },
    close: () => file.value.close(),
  });
}

/**
 * Checks the text of a file of approval rules against `clusters/approvals.schema.json`.
 * @param display the file's path as messages show it
 */
export function parseApprovals(text: string, display: string): Result<readonly ApprovalRule[], readonly FileProblem[]> {
  const parsed = parse(text, display);
  if (!parsed.ok) return parsed;
  const { rules } = parsed.value.value as unknown as { readonly rules: readonly Partial<ApprovalRule>[] };
  return succeed(rules.map((rule) => ({ ...defaults, ...rule }) as ApprovalRule));
}
