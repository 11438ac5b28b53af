import * as fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import { getOperationAST, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryCluster } from '../../domain/fleet/testing/memory-cluster.ts';
import { event, namespace, pod, revisionOf, start, workload } from '../../domain/fleet/testing/objects.ts';
import { callerOf } from '../../domain/testing/caller-of.ts';
import { appId, clusterId, environmentId, tenantId } from '../ids.ts';
import { createSchema } from '../schema.ts';
import { GraphUnderTest } from '../testing/graph-under-test.ts';
import type { ExecuteOperation, OperationToExecute } from './execute-operation.ts';
import { executeCompiled } from './execute-compiled.ts';
import type { Pace } from './pace.ts';
import { executeWithGraphqlJs } from './execute-with-graphql-js.ts';
import { nastySchema } from './testing/nasty-schema.ts';
import { diceOf, randomOperation } from './testing/random-operation.ts';
import type { RandomOperation, RandomOptions } from './testing/random-operation.ts';

const seed = Number(process.env['EXECUTION_SEED'] ?? Date.now() % 2 ** 31);
const runs = Number(process.env['EXECUTION_RUNS'] ?? 2_500);

/** What one execution came to, as somebody sees it who is told everything. */
async function answer(execute: ExecuteOperation, operation: OperationToExecute) {
  const { data, errors } = await execute(operation);
  return {
    data,
    errors: errors.map(({ message, path, locations, extensions }) => ({ message, path, locations, extensions })),
  };
}

/**
 * Which places of an answer are null for an error: with the error itself where it is of that place, and without it where it is of one below, of
 * which one may have failed before another.
 */
function whatIsNull({ data, errors }: Awaited<ReturnType<typeof answer>>): readonly string[] {
  const whole: unknown = data === null ? null : JSON.parse(data);
  const places = errors.map((error) => {
    const { path = [] } = error;
    let [value, depth] = [whole, 0];
    for (; depth < path.length && value !== null; depth += 1)
      value = (value as Readonly<Record<string | number, unknown>>)[path[depth] ?? ''] ?? null;
    return depth === path.length ? JSON.stringify(error) : JSON.stringify(path.slice(0, depth));
  });
  return [...new Set(places)].toSorted();
}

/** Null where the operation is none that would be executed. */
function prepare(schema: GraphQLSchema, { source, variables }: RandomOperation) {
  const document = parse(source);
  if (validate(schema, document).length > 0) return null;
  const operation = getOperationAST(document);
  return operation ? { document, operation, variables } : null;
}

/**
 * graphql-js leaves promises to nobody where what may not be null fails beside them; their rejections are its own. There is no such
 * promise in compiled execution.
 */
let running: 'reference' | 'compiled' = 'reference';
const others = process.listeners('unhandledRejection');
beforeAll(() => {
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason, promise) => {
    if (running === 'compiled') for (const tell of others) tell(reason, promise);
  });
});
afterAll(() => {
  process.removeAllListeners('unhandledRejection');
  for (const tell of others) process.on('unhandledRejection', tell);
});

/** Until what nobody handled has been told. */
function told(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

const never: ExecuteOperation = () => {
  throw new Error('not compiled');
};

/** What is generated, and what it is executed with by each of both. */
interface Comparison extends Omit<RandomOptions, 'dice'> {
  readonly kind?: 'query' | 'subscription';
  readonly root?: unknown;
  readonly reference?: () => unknown;
  readonly compiled?: () => unknown;
  /** How queries give way to others; then errors come up in another order, and of those that make one place null another one may be first. */
  readonly paceOf?: () => Pace;
  readonly runs: number;
}

/** Executes so many operations by each of both, and says how many of them failed in part. */
async function compare({ kind, root, runs: numRuns, ...options }: Comparison): Promise<number> {
  const { schema, depth: deepest } = options;
  const reference = executeWithGraphqlJs(schema);
  const compiled = executeCompiled(schema, never, null, undefined, options.paceOf);
  const inOrder = (of: Awaited<ReturnType<typeof answer>>) =>
    options.paceOf === undefined ? of : { data: of.data, errors: whatIsNull(of) };
  let withErrors = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: deepest }), async (number, depth) => {
      const generated = randomOperation({ ...options, dice: diceOf(number), depth }, kind);
      const operation = prepare(schema, generated);
      fc.pre(operation !== null);
      if (operation === null) return;
      running = 'reference';
      const expected = await answer(reference, { ...operation, root, context: options.reference?.() });
      await told();
      if (expected.errors.length > 0) withErrors += 1;
      running = 'compiled';
      const found = await answer(compiled, { ...operation, root, context: options.compiled?.() });
      await told();
      expect(inOrder(found), `${generated.source}\n${JSON.stringify(generated.variables)}`).toEqual(inOrder(expected));
    }),
    { numRuns, seed, maxSkipsPerRun: 20 },
  );
  return withErrors;
}

describe(`compiled execution answers as graphql-js does (EXECUTION_SEED=${seed})`, () => {
  it('over types with everything that may go wrong', async () => {
    const withErrors = await compare({ schema: nastySchema(), depth: 4, scalars: nastyScalars, runs });
    expect(withErrors).toBeGreaterThan(runs / 10);
  }, 120_000);

  it('where queries give way to others between the items of lists', async () => {
    let rests = 0;
    const paceOf = (): Pace => {
      let asked = 0;
      return {
        rest() {
          asked += 1;
          if (asked % 3 === 0) return undefined;
          rests += 1;
          return told();
        },
        hold() {},
        release() {},
      };
    };
    const withErrors = await compare({ schema: nastySchema(), depth: 4, scalars: nastyScalars, paceOf, runs });
    expect(withErrors).toBeGreaterThan(runs / 10);
    expect(rests).toBeGreaterThan(runs);
  }, 120_000);

  it('over the events of subscriptions', async () => {
    const root = { told: { name: 'told' } };
    const withErrors = await compare({
      schema: nastySchema(),
      kind: 'subscription',
      depth: 3,
      scalars: nastyScalars,
      root,
      runs: runs / 5,
    });
    expect(withErrors).toBeGreaterThan(runs / 50);
  }, 120_000);

  it('over the whole graph', async () => {
    const clusters = [...fleet()];
    const [one, other] = [new GraphUnderTest(...clusters), new GraphUnderTest(...clusters)];
    const caller = callerOf('ann');
    const withErrors = await compare({
      schema: await createSchema(),
      depth: 6,
      scalars: known,
      reference: () => one.contextFor(caller),
      compiled: () => other.contextFor(caller),
      runs,
    });
    expect(withErrors).toBeGreaterThan(runs / 50);
  }, 120_000);
});

function nastyScalars(type: string): readonly unknown[] {
  if (type === 'Int') return [0, 1, 2, 3, 4, 5, 6, 7, 8];
  if (type === 'Boolean') return [true, false];
  return type === 'Float' ? [0, 2.5] : ['x', 'y "z"'];
}

/** Three clusters, one of which is out of touch. */
function* fleet(): Iterable<MemoryCluster> {
  for (const name of ['eu-1', 'us-1', 'lost']) {
    const cluster = new MemoryCluster(name, { labels: { region: name.slice(0, 2) } });
    for (const home of ['acme-prod', 'acme-dev', 'shop-prod']) {
      cluster.namespaces.put(namespace(home));
      for (const [index, kind] of (['DEPLOYMENT', 'STATEFUL_SET', 'DAEMON_SET'] as const).entries()) {
        const status = { ready: index === 1 ? 0 : 1 };
        const owner = workload(`app-${index}`, kind, { meta: { namespace: home, labels: { tier: 'web' } }, status });
        cluster.workloads[kind].put(owner);
        const revision = revisionOf(owner, 1);
        (kind === 'DEPLOYMENT' ? cluster.replicaSets : cluster.controllerRevisions).put(revision);
        const holder = kind === 'DEPLOYMENT' ? { kind: 'ReplicaSet', meta: revision.meta } : { kind, meta: owner.meta };
        for (const number of [1, 2]) cluster.pods.put(pod(`app-${index}-${number}`, holder, { restarts: number }));
        cluster.events.put(event(owner, 'Pulled', 'an image was "pulled"', start + index));
      }
    }
    if (name === 'lost') cluster.loseTouch();
    yield cluster;
  }
}

/** Values that lead somewhere, and some that do not. */
function known(type: string, argument: string): readonly unknown[] {
  const app = { tenant: 'acme', environment: 'prod', name: 'app-0', kind: 'DEPLOYMENT' } as const;
  switch (type) {
    case 'Int':
      return argument === 'first' || argument === 'last' ? [1, 2, 3, 50, 0, 501] : [0, 1, 10];
    case 'Boolean':
      return [true, false];
    case 'Float':
      return [0, 0.5];
    case 'ID':
      return [appId(app), clusterId('id-eu-1'), tenantId('acme'), environmentId(app), 'none'];
    case 'DateTime':
      return ['2026-01-01T00:00:00Z'];
    case 'Bytes':
      return [1024];
    default:
      return ['acme', 'shop', 'prod', 'dev', 'app-0', 'app-1', 'eu-1', 'lost', 'tier=web', 'nobody'];
  }
}
