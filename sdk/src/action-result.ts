import type {
  OperationDetailsFragment,
  OutcomeFragment,
  PlanDetailsFragment,
  PreflightDetailsFragment,
  ProblemDetailsFragment,
} from './__generated__/operation-types.ts';
import { TenantryError } from './tenantry-error.ts';

/** What a mutation answers: one of three. Look at `kind`. */
export type ActionResult =
  | { readonly kind: 'OPERATION'; readonly operation: OperationDetailsFragment }
  | { readonly kind: 'PLAN'; readonly plan: PlanDetailsFragment }
  | {
      readonly kind: 'PROBLEMS';
      readonly problems: readonly [ProblemDetailsFragment, ...ProblemDetailsFragment[]];
      /** Every check, and what would have changed; null where it did not come to looking. */
      readonly preflight: PreflightDetailsFragment | null;
    };

/** The payload of a mutation as one of three. */
export function actionResultOf({ operation, plan, problems, preflight }: OutcomeFragment): ActionResult {
  const [problem, ...more] = problems;
  if (problem !== undefined) return { kind: 'PROBLEMS', problems: [problem, ...more], preflight };
  if (operation !== null) return { kind: 'OPERATION', operation };
  if (plan !== null) return { kind: 'PLAN', plan };
  throw new TenantryError('BAD_RESPONSE', 'The gateway answered neither an operation, nor a plan, nor problems.');
}

/** Thrown by `operationOf` for a refusal. */
export class ProblemError extends TenantryError {
  readonly problems: readonly ProblemDetailsFragment[];

  constructor(problems: readonly [ProblemDetailsFragment, ...ProblemDetailsFragment[]]) {
    super(problems[0].code, problems.map(({ message }) => message).join(' '));
    this.name = 'ProblemError';
    this.problems = problems;
  }
}

/** The operation that was started, for callers who treat a refusal as an exception. @throws ProblemError */
export function operationOf(result: ActionResult): OperationDetailsFragment {
  switch (result.kind) {
    case 'OPERATION':
      return result.operation;
    case 'PROBLEMS':
      throw new ProblemError(result.problems);
    default:
      throw new TenantryError('BAD_RESPONSE', 'A plan came back: `operationOf` is for calls without `dryRun`.');
  }
}

/** What to do for which code. There are more codes to come, so `otherwise` is not optional. */
export type ProblemHandlers<T> = {
  readonly [Code in ProblemDetailsFragment['code']]?: (problem: ProblemDetailsFragment) => T;
} & { readonly otherwise: (problem: ProblemDetailsFragment) => T };

/** Does what the handlers say for the problem's code. */
export function matchProblem<T>(problem: ProblemDetailsFragment, handlers: ProblemHandlers<T>): T {
  return (handlers[problem.code] ?? handlers.otherwise)(problem);
}
