import * as fc from 'fast-check';
import type { GraphQLObjectType } from 'graphql';
import { getNamedType, getOperationAST, isLeafType, isObjectType, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createAccess, environmentScope, tenantScope } from '../domain/access/access.ts';
import { builtInRoles } from '../domain/access/role.ts';
import { MemoryCluster } from '../domain/fleet/testing/memory-cluster.ts';
import { namespace, start, workload } from '../domain/fleet/testing/objects.ts';
import { callerOf } from '../domain/testing/caller-of.ts';
import { executeCompiled } from './execution/execute-compiled.ts';
import type { ExecuteOperation, OperationToExecute } from './execution/execute-operation.ts';
import { executeWithGraphqlJs } from './execution/execute-with-graphql-js.ts';
import { diceOf } from './execution/testing/random-operation.ts';
import { keeping, keptFields } from './kept-fields.ts';
import { createSchema } from './schema.ts';
import { ChangingFleet } from './testing/changing-fleet.ts';
import { GraphUnderTest } from './testing/graph-under-test.ts';

const schema = await createSchema();
const seed = Number(process.env['KEPT_SEED'] ?? Date.now() % 2 ** 31);

/** All that is kept within a type, each field once on the way down. */
function everythingKept(versioned: string, type: GraphQLObjectType, above: readonly string[] = []): string {
  const parts = (keptFields[versioned]?.[type.name] ?? '__typename').split(' ').flatMap((name) => {
    const field = type.getFields()[name];
    const named = field && getNamedType(field.type);
    if (named === undefined) throw new Error(`there is no ${type.name}.${name}`);
    if (isLeafType(named)) return [name];
    if (above.includes(name) || !isObjectType(named)) return [];
    return [`${name} ${everythingKept(versioned, named, [...above, name])}`];
  });
  return `{ ${parts.join(' ')} }`;
}

function typeOf(name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`there is no type ${name}`);
  return type;
}

const sources = [
  `{ apps { nodes ${everythingKept('App', typeOf('App'))} } }`,
  `{ environments { nodes ${everythingKept('Environment', typeOf('Environment'))} } }`,
  `{ tenants { nodes ${everythingKept('Tenant', typeOf('Tenant'))} } }`,
  // What is kept, and between that what is not.
  `{ tenants { nodes { name apps(first: 2, filter: { health: [DEGRADED, PROGRESSING] }) { totalCount nodes { name } }
     environments(filter: { health: [HEALTHY] }) { totalCount nodes { name freshness { stale } health { status } apps { nodes { name } } } } allowedActions } } }`,
  `query ($first: Int) { tenants { nodes { name environments(first: $first) { totalCount edges { cursor node { name health { status } } } pageInfo { hasNextPage } } } } }`,
  `{ environments { nodes { name health { status } freshness { stale } apps(first: 2) { totalCount coverage { complete }
     nodes { name health { status message } freshness { observedAt stale } image replicas { ready }
       environment { name health { status } apps { totalCount } } events { totalCount } pods(first: 1) { nodes { name restarts } pageInfo { endCursor } } } }
     tenant { id name apps { totalCount } } } } }`,
  `query ($first: Int) { environments { nodes { id name apps(first: $first) { nodes { id name image pods(first: $first) { totalCount nodes { name } } } } } } }`,
  `query ($first: Int) { environments { nodes { name apps(first: $first, orderBy: { field: HEALTH, direction: DESC }) { edges { cursor node { name } } } } } }`,
  `{ environments { nodes { name apps(filter: { health: [HEALTHY], image: "app:1" }) { totalCount nodes { name kind } } allowedActions } } }`,
  `{ app(tenant: "acme", environment: "prod", name: "app-0") { id name health { status reason } allowedActions instances { cluster { name status } replicas { ready } uid } } }`,
];
const documents = sources.map((source) => {
  const document = parse(source);
  const operation = getOperationAST(document);
  if (!operation || validate(schema, document).length > 0) throw new Error(`not valid: ${source}`);
  return { document, operation };
});

const developer = builtInRoles.find(({ name }) => name === 'developer')?.actions ?? new Set();
const callers = [
  callerOf('ann'),
  ...[tenantScope('acme'), environmentScope({ tenant: 'acme', environment: 'prod' }), tenantScope('shop')].map(
    (scope) => callerOf('bob', [], { access: createAccess([{ role: 'developer', scope, actions: developer }]) }),
  ),
];

async function answer(execute: ExecuteOperation, operation: OperationToExecute) {
  const { data, errors } = await execute(operation);
  return { data, errors: errors.map(({ message, path, extensions }) => ({ message, path, extensions })) };
}

describe(`what is kept of answers (KEPT_SEED=${seed})`, () => {
  it('is what graphql-js answers, whatever changes in between, for callers of different rights', async () => {
    let answers = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { minLength: 10, maxLength: 40 }), async (steps) => {
        const fleet = new ChangingFleet();
        const [expected, found] = [fleet.graph(), fleet.graph()];
        const reference = executeWithGraphqlJs(schema);
        const compiled = executeCompiled(schema, reference, keeping);
        for (const step of steps) {
          const dice = diceOf(step);
          const change = fleet.change(dice);
          const itemsPerAnswer = dice.below(4) === 0 ? 1 + dice.below(30) : 1_000;
          for (const graph of [expected, found]) graph.itemsPerAnswer = itemsPerAnswer;
          const variables = { first: 1 + dice.below(3) };
          for (const [index, { document, operation }] of documents.entries()) {
            const caller = callers[dice.below(callers.length)] ?? callerOf('ann');
            const ask = (execute: ExecuteOperation, graph: GraphUnderTest) =>
              answer(execute, { document, operation, variables, context: graph.contextFor(caller) });
            expect(await ask(compiled, found), `${change}, then ${sources[index]}`).toEqual(
              await ask(reference, expected),
            );
            answers += 1;
          }
        }
      }),
      { numRuns: Number(process.env['KEPT_RUNS'] ?? 15), seed },
    );
    expect(answers).toBeGreaterThan(1_000);
  }, 120_000);

  it('is nothing while a health would change by time alone', async () => {
    const cluster = new MemoryCluster('eu-1');
    cluster.namespaces.put(namespace('acme-prod'));
    cluster.workloads.DEPLOYMENT.put(workload('web', 'DEPLOYMENT', { status: { available: 0, ready: 0 } }));
    const graph = new GraphUnderTest(cluster);
    const compiled = executeCompiled(schema, executeWithGraphqlJs(schema), keeping);
    const ask = async () => {
      const answers = documents
        .slice(0, 3)
        .map(({ document, operation }) =>
          answer(compiled, { document, operation, variables: {}, context: graph.contextFor(callerOf('ann')) }),
        );
      return JSON.stringify(await Promise.all(answers)).match(/PROGRESSING|DEGRADED/g);
    };
    const before = new Set(await ask());
    graph.clock.advance(700_000);
    expect([[...before], [...new Set(await ask())]]).toEqual([['PROGRESSING'], ['DEGRADED']]);
  });

  it('has no key of what a caller sends in lists, objects and long texts', async () => {
    const fleet = new ChangingFleet();
    const graph = fleet.graph();
    graph.itemsPerAnswer = 1_000;
    let looked = 0;
    const counting = { ...keeping, scopeOf: (context: unknown) => ((looked += 1), keeping.scopeOf(context)) };
    const compiled = executeCompiled(schema, executeWithGraphqlJs(schema), counting);
    const document = parse(
      'query ($image: String) { environments { nodes { name apps(filter: { image: $image }) { totalCount } } } }',
    );
    const operation = getOperationAST(document);
    if (!operation) throw new Error('no operation');
    const looksOf = async (image: string) => {
      const before = looked;
      await compiled({ document, operation, variables: { image }, context: graph.contextFor(callerOf('ann')) });
      return looked - before;
    };
    expect([await looksOf('app'), await looksOf('a'.repeat(1_000))]).toEqual([1, 0]);
  });

  it('is used while a cluster is lost, until something else is said of that', async () => {
    const cluster = new MemoryCluster('eu-1');
    cluster.namespaces.put(namespace('acme-prod'));
    cluster.workloads.DEPLOYMENT.put(workload('web'));
    const graph = new GraphUnderTest(cluster);
    let asked = 0;
    const counting = { ...keeping, itemsOf: (context: unknown) => ((asked += 1), keeping.itemsOf(context)) };
    const compiled = executeCompiled(schema, executeWithGraphqlJs(schema), counting);
    const askedBy = async (what: () => void) => {
      what();
      const before = asked;
      for (const { document, operation } of documents.slice(0, 2))
        await compiled({ document, operation, variables: {}, context: graph.contextFor(callerOf('ann')) });
      return asked > before;
    };
    expect(await askedBy(() => undefined)).toBe(true);
    expect(await askedBy(() => cluster.loseTouch(start + 1))).toBe(true);
    expect(await askedBy(() => cluster.loseTouch(start + 1))).toBe(false);
    expect(await askedBy(() => cluster.loseTouch(start + 2))).toBe(true);
    expect(await askedBy(() => cluster.comeBack())).toBe(false);
  });

  it('is not what it was of an environment without apps, when its cluster turns stale in whatever kind', async () => {
    const cluster = new MemoryCluster('eu-1');
    cluster.namespaces.put(namespace('acme-prod'));
    const graph = new GraphUnderTest(cluster);
    const compiled = executeCompiled(schema, executeWithGraphqlJs(schema), keeping);
    const ask = async () => {
      const answers = documents
        .slice(1, 3)
        .map(({ document, operation }) =>
          answer(compiled, { document, operation, variables: {}, context: graph.contextFor(callerOf('ann')) }),
        );
      return [...new Set(JSON.stringify(await Promise.all(answers)).match(/HEALTHY|UNKNOWN/g))];
    };
    const before = await ask();
    cluster.setState({ status: 'DEGRADED', gap: { reason: 'STALE', since: start, message: 'no word of its nodes' } });
    expect([before, await ask()]).toEqual([['HEALTHY'], ['UNKNOWN']]);
  });

  it('is used again, and not asked for anew', async () => {
    const fleet = new ChangingFleet();
    const graph = fleet.graph();
    let asked = 0;
    const counting = { ...keeping, itemsOf: (context: unknown) => ((asked += 1), keeping.itemsOf(context)) };
    const compiled = executeCompiled(schema, executeWithGraphqlJs(schema), counting);
    graph.itemsPerAnswer = 1_000;
    for (const kept of documents.slice(1, 3)) {
      const ask = () => compiled({ ...kept, variables: {}, context: graph.contextFor(callerOf('ann')) });
      const before = asked;
      await ask();
      const first = asked;
      await ask();
      expect([first > before, asked - first]).toEqual([true, 0]);
    }
  });
});
