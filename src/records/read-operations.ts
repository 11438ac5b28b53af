import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import type { AppKey } from '../domain/fleet/keys.ts';
import type { AppView, JournaledOperation } from '../domain/operations/journal.ts';
import { workedOnStates } from '../domain/operations/operation.ts';
import type { Operation } from '../domain/operations/operation.ts';
import { compiledOnce } from './compiled-once.ts';
import { freezesAhead } from './freeze-store.ts';
import { toJournaled } from './operation-rows.ts';
import type { ApprovalDecisionRow, OperationRow, OperationStepRow, Tables } from './tables.ts';

/** Those of the operations that are there, oldest first. */
export async function readJournaled(
  db: Kysely<Tables>,
  ids: readonly string[],
): Promise<readonly JournaledOperation[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('operation')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return withSteps(db, rows, toJournaled);
}

/** The app's as its table names it. */
type OfApp = Readonly<Record<'tenant' | 'environment' | 'app' | 'kind', string>>;

const newestCreated = compiledOnce((db, app: OfApp) =>
  ofApp(db, app).orderBy('created_at', 'desc').orderBy('id', 'desc').limit(1),
);
const newestApproved = compiledOnce((db, app: OfApp) =>
  ofApp(db, app).where('approved_at', 'is not', null).select('approved_at').orderBy('approved_at', 'desc').limit(1),
);
const workedOn = compiledOnce((db, app: OfApp) => ofApp(db, app).where('state', 'in', workedOnStates).orderBy('id'));

function ofApp(db: Kysely<Tables>, { tenant, environment, app, kind }: OfApp) {
  return db
    .selectFrom('operation')
    .select(['id', 'created_at'])
    .where('tenant', '=', tenant)
    .where('environment', '=', environment)
    .where('app', '=', app)
    .where('app_kind', '=', kind);
}

/** The operations on an app, and where asked for the freezes, as far as a new operation depends on them. */
export async function viewOfApp(
  db: Kysely<Tables>,
  { tenant, environment, name, kind }: AppKey,
  freezesFrom?: number,
): Promise<AppView> {
  const app = { tenant, environment, app: name, kind };
  const [created] = (await newestCreated(db, app)).rows;
  const [approved] = (await newestApproved(db, app)).rows;
  const queued = approved === undefined ? null : { id: approved.id, createdAt: Number(approved.approved_at) };
  const newest = created === undefined ? null : { id: created.id, createdAt: Number(created.created_at) };
  const unfinished = (await workedOn(db, app)).rows;
  return {
    unfinished: unfinished.map(({ id }) => id),
    newest: queued !== null && queued.createdAt > (newest?.createdAt ?? 0) ? queued : newest,
    ...(freezesFrom !== undefined && { freezes: await freezesAhead(db, freezesFrom) }),
  };
}

/** Whether another operation on the app was begun or has ended since that was seen. */
export async function isOutrun(db: Kysely<Tables>, app: AppKey, { unfinished, newest }: AppView): Promise<boolean> {
  return !isDeepStrictEqual({ unfinished, newest }, await viewOfApp(db, app));
}

/** The rows as `build` makes them of each, the rows of its steps, and those of the decisions about it. */
export async function withSteps<T extends Operation | JournaledOperation>(
  db: Kysely<Tables>,
  rows: readonly OperationRow[],
  build: (row: OperationRow, steps: readonly OperationStepRow[], decisions: readonly ApprovalDecisionRow[]) => T,
): Promise<readonly T[]> {
  if (rows.length === 0) return [];
  const steps = await db
    .selectFrom('operation_step')
    .selectAll()
    .where(
      'operation_id',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('position')
    .execute();
  const byOperation = Map.groupBy(steps, (step) => step.operation_id);
  const approvable = rows.filter((row) => row.approval_json !== null).map(({ id }) => id);
  const decisions =
    approvable.length === 0
      ? []
      : await db
          .selectFrom('approval_decision')
          .selectAll()
          .where('operation_id', 'in', approvable)
          .orderBy('at')
          .orderBy('actor_name')
          .execute();
  const decisionsOf = Map.groupBy(decisions, (decision) => decision.operation_id);
  return rows.map((row) => build(row, byOperation.get(row.id) ?? [], decisionsOf.get(row.id) ?? []));
}
