import {
  ApprovalRequestsDocument,
  ApproveOperationDocument,
  CancelOperationDocument,
  DeployAppDocument,
  PauseRolloutDocument,
  RejectOperationDocument,
  RestartAppDocument,
  ResumeRolloutDocument,
  RollbackAppDocument,
  ScaleAppDocument,
} from './__generated__/documents.ts';
import type {
  ApprovalRequestsSubscription,
  ApproveOperationInput,
  CancelOperationInput,
  DeployAppInput,
  LogEventsSubscriptionVariables,
  MetricEventsSubscriptionVariables,
  OperationDetailsFragment,
  PauseRolloutInput,
  RejectOperationInput,
  RestartAppInput,
  ResumeRolloutInput,
  RollbackAppInput,
  RolloutEventsSubscriptionVariables,
  ScaleAppInput,
} from './__generated__/operation-types.ts';
import type { ActionResult } from './action-result.ts';
import { actionResultOf } from './action-result.ts';
import type { CallOptions, ClientOptions } from './client-options.ts';
import { followLogs, watchMetrics } from './follow.ts';
import type { LogEvent, MetricEvent } from './follow.ts';
import type { ExecutionResult } from './http.ts';
import { send } from './http.ts';
import { createStreams } from './streams.ts';
import { errorOf, TenantryError } from './tenantry-error.ts';
import type { TypedDocument } from './typed-document.ts';
import type { RolloutEvent } from './watch.ts';
import { waitForOperation, watchOperation, watchRollout } from './watch.ts';

/** Variables may be left out where none is required. */
type Arguments<Variables> =
  Record<string, never> extends Variables
    ? [variables?: Variables, call?: CallOptions]
    : [variables: Variables, call?: CallOptions];

/** An operation that waits for approvals, with its plan. */
export type ApprovalRequest = ApprovalRequestsSubscription['approvalRequested'];

/** A client of one gateway. */
export interface TenantryClient {
  /** The data. @throws TenantryError where the answer has any error; what came beside is in its `data`. */
  query<R, V>(document: TypedDocument<R, V>, ...args: Arguments<V>): Promise<R>;
  /** Like `query`. Never sent twice: give an `idempotencyKey` and call again when no answer came. */
  mutate<R, V>(document: TypedDocument<R, V>, ...args: Arguments<V>): Promise<R>;
  /** Data and errors as they came, for callers who can use a part. @throws TenantryError where no answer came. */
  execute<R, V>(document: TypedDocument<R, V>, ...args: Arguments<V>): Promise<ExecutionResult<R>>;
  /** Events of any subscription; after a lost connection it is begun again with the same variables. */
  subscribe<R, V extends Readonly<Record<string, unknown>>>(
    document: TypedDocument<R, V>,
    variables: V,
    call?: CallOptions,
  ): AsyncGenerator<R>;

  deployApp(input: DeployAppInput, call?: CallOptions): Promise<ActionResult>;
  scaleApp(input: ScaleAppInput, call?: CallOptions): Promise<ActionResult>;
  rollbackApp(input: RollbackAppInput, call?: CallOptions): Promise<ActionResult>;
  restartApp(input: RestartAppInput, call?: CallOptions): Promise<ActionResult>;
  pauseRollout(input: PauseRolloutInput, call?: CallOptions): Promise<ActionResult>;
  resumeRollout(input: ResumeRolloutInput, call?: CallOptions): Promise<ActionResult>;
  cancelOperation(input: CancelOperationInput, call?: CallOptions): Promise<ActionResult>;
  approveOperation(input: ApproveOperationInput, call?: CallOptions): Promise<ActionResult>;
  rejectOperation(input: RejectOperationInput, call?: CallOptions): Promise<ActionResult>;

  /** See `watchRollout`: without repeat and without gap, over lost connections. */
  watchRollout(variables: RolloutEventsSubscriptionVariables, call?: CallOptions): AsyncGenerator<RolloutEvent>;
  /** The operation's states until it has ended. */
  watchOperation(id: string, call?: CallOptions): AsyncGenerator<OperationDetailsFragment>;
  /** The operation once it has ended. @throws TenantryError TIMEOUT */
  waitForOperation(
    id: string,
    options?: CallOptions & {
      readonly timeoutMs?: number;
      readonly onState?: (operation: OperationDetailsFragment) => void;
    },
  ): Promise<OperationDetailsFragment>;

  /**
   * What waits for the caller to approve or reject it, then each new request. After a lost connection what still waits is told
   * again.
   */
  watchApprovalRequests(call?: CallOptions): AsyncGenerator<ApprovalRequest>;

  /** What an app's containers write. See `followLogs`: no line twice, over lost connections. */
  followLogs(variables: LogEventsSubscriptionVariables, call?: CallOptions): AsyncGenerator<LogEvent>;
  /** Metrics as they go on. See `watchMetrics`: no point twice, over lost connections. */
  watchMetrics(variables: MetricEventsSubscriptionVariables, call?: CallOptions): AsyncGenerator<MetricEvent>;

  /** Closes the WebSocket; streams end. */
  close(): Promise<void>;
}

/** A client of the gateway at `url`. Nothing is sent before the first call. */
export function createClient(options: ClientOptions): TenantryClient {
  const streams = createStreams(options);

  async function dataOf<R, V>(document: TypedDocument<R, V>, variables: V | undefined, call?: CallOptions): Promise<R> {
    const { data, errors } = await send<R>(options, document, variables, call);
    if (errors.length > 0) throw errorOf(errors, data);
    if (data === null) throw new TenantryError('BAD_RESPONSE', 'The answer has neither data nor errors.');
    return data;
  }

  return {
    query: (document, ...[variables, call]) => dataOf(document, variables, call),
    mutate: (document, ...[variables, call]) => dataOf(document, variables, call),
    execute: (document, ...[variables, call]) => send(options, document, variables, call),
    subscribe: (document, variables, call) => streams.open(document, { variablesAfter: () => variables }, call),

    deployApp: async (input, call) => actionResultOf((await dataOf(DeployAppDocument, { input }, call)).deployApp),
    scaleApp: async (input, call) => actionResultOf((await dataOf(ScaleAppDocument, { input }, call)).scaleApp),
    rollbackApp: async (input, call) =>
      actionResultOf((await dataOf(RollbackAppDocument, { input }, call)).rollbackApp),
    restartApp: async (input, call) => actionResultOf((await dataOf(RestartAppDocument, { input }, call)).restartApp),
    pauseRollout: async (input, call) =>
      actionResultOf((await dataOf(PauseRolloutDocument, { input }, call)).pauseRollout),
    resumeRollout: async (input, call) =>
      actionResultOf((await dataOf(ResumeRolloutDocument, { input }, call)).resumeRollout),
    cancelOperation: async (input, call) =>
      actionResultOf((await dataOf(CancelOperationDocument, { input }, call)).cancelOperation),

    approveOperation: async (input, call) =>
      actionResultOf((await dataOf(ApproveOperationDocument, { input }, call)).approveOperation),
    rejectOperation: async (input, call) =>
      actionResultOf((await dataOf(RejectOperationDocument, { input }, call)).rejectOperation),

    watchRollout: (variables, call) => watchRollout(streams, variables, call),
    watchOperation: (id, call) => watchOperation(streams, id, call),
    waitForOperation: (id, waiting) => waitForOperation(streams, id, waiting),

    async *watchApprovalRequests(call) {
      const requests = streams.open<ApprovalRequestsSubscription, Record<string, never>>(
        ApprovalRequestsDocument,
        { variablesAfter: () => ({}) },
        call,
      );
      for await (const { approvalRequested } of requests) yield approvalRequested;
    },

    followLogs: (variables, call) => followLogs(streams, variables, call),
    watchMetrics: (variables, call) => watchMetrics(streams, variables, call),

    close: () => streams.close(),
  };
}
