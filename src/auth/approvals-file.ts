import { Ajv } from 'ajv';
import schema from '../../clusters/approvals.schema.json' with { type: 'json' };
import { firstRule } from '../domain/approvals/approval-rule.ts';
import type { ApprovalRule, ApprovalRules } from '../domain/approvals/approval-rule.ts';
import type { Clock } from '../lib/clock.ts';
import type { FileProblem } from '../lib/file-problem.ts';
import { followFile } from '../lib/followed-file.ts';
import type { FollowedFile } from '../lib/followed-file.ts';
import type { Log } from '../lib/log.ts';
import { fail, succeed } from '../lib/result.ts';
import type { Result } from '../lib/result.ts';
import { schemaProblems } from '../lib/schema-problems.ts';
import type { FieldWords } from '../lib/schema-problems.ts';
import { withLines } from '../lib/shape-problem.ts';
import { parseYamlFile } from '../lib/yaml-text.ts';

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

const validate = new Ajv({ allErrors: true, verbose: true, strict: true, strictRequired: false }).compile(schema);

const words: FieldWords = {
  rules: () => [],
  form: () => null,
  key: () => 'Is not the name of a field.',
  whyNeeded: (field) => (field === 'role' ? 'of those who approve' : null),
  isSecret: () => false,
};

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
  const parsed = parseYamlFile(text, display);
  if (!parsed.ok) return parsed;
  const yaml = parsed.value;
  if (typeof yaml.value !== 'object' || yaml.value === null || Array.isArray(yaml.value)) {
    const message = 'A file of approval rules holds a field rules with a list. Write, to begin: rules: []';
    return fail(withLines([{ path: [], part: 'value', message }], yaml, display));
  }
  if (!validate(yaml.value))
    return fail(withLines(schemaProblems(validate.errors ?? [], schema, words), yaml, display));
  const { rules } = yaml.value as unknown as { readonly rules: readonly Partial<ApprovalRule>[] };
  return succeed(rules.map((rule) => ({ ...defaults, ...rule }) as ApprovalRule));
}
