/** Everything that the package offers. */
export { actionResultOf, matchProblem, operationOf, ProblemError } from './action-result.ts';
export type { ActionResult, ProblemHandlers } from './action-result.ts';
export type { CallOptions, ClientOptions, Fetch } from './client-options.ts';
export { createClient } from './create-client.ts';
export type { ApprovalRequest, TenantryClient } from './create-client.ts';
export type { LogEvent, MetricEvent } from './follow.ts';
export type { ExecutionResult } from './http.ts';
export { paginate } from './paginate.ts';
export type { Connection } from './paginate.ts';
export { TenantryError } from './tenantry-error.ts';
export type { GraphqlError } from './tenantry-error.ts';
export { typedDocument } from './typed-document.ts';
export type { TypedDocument } from './typed-document.ts';
export { isTerminal } from './watch.ts';
export type { RolloutEvent } from './watch.ts';
export * from './__generated__/documents.ts';
export type * from './__generated__/operation-types.ts';
export type * as schema from './__generated__/schema.ts';
