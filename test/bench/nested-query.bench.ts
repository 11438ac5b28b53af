// Goal 1. A typical nested query of 500 apps and 1,500 pods, of which 1 % change from one query to the next: the CPU of everything that
// the gateway does for it but HTTP (who calls, turns, limits, budgets, what the caller may see, execution, JSON text), against that of
// bare graphql-js (parsed and validated before, then `execute` and `JSON.stringify`) and that of Apollo Server with its defaults (its
// plugins, and its cache of parsed documents), for the same caller, over the same schema, resolvers and fleet, in turn, in one process.
// The number of rounds may be given. `--profile` asks ours alone, for `node --cpu-prof`.
import { randomBytes } from 'node:crypto';
import { ApolloServer, HeaderMap } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import { execute, parse } from 'graphql';
import { hashToken, newToken } from '../../src/auth/caller-token.ts';
import { createSessions } from '../../src/auth/sessions.ts';
import { createAccessBook } from '../../src/domain/access/access-book.ts';
import { createBudgets } from '../../src/domain/budgets/budgets.ts';
import { executeCompiled } from '../../src/graphql/execution/execute-compiled.ts';
import { executeWithGraphqlJs } from '../../src/graphql/execution/execute-with-graphql-js.ts';
import { keeping } from '../../src/graphql/kept-fields.ts';
import { createSchema } from '../../src/graphql/schema.ts';
import { createAdmission, defaultRates } from '../../src/graphql/server/admission.ts';
import { defaultLimits, defaultTimeouts } from '../../src/graphql/server/limits.ts';
import { createPrepare } from '../../src/graphql/server/prepare.ts';
import { GraphUnderTest } from '../../src/graphql/testing/graph-under-test.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { atLeast, tell } from './figures.ts';
import { median } from './median.ts';
import { NestedFleet, nestedQuery } from './nested-fleet.ts';

process.env['NODE_ENV'] = 'production';
const onlyOurs = process.argv.includes('--profile');
const rounds = Number(process.argv.slice(2).find((argument) => /^\d+$/.test(argument)) ?? 40);
/** Queries that are measured together. */
const queries = 5;

const fleet = new NestedFleet();
const changes = fleet.apps / 100;
const graph = new GraphUnderTest(fleet.cluster);
graph.itemsPerAnswer = 100_000;
const schema = createSchema();

const book = createAccessBook(silentLog);
const sessions = createSessions(systemClock, book);
const token = newToken(randomBytes);
sessions.replace([{ name: 'ann', kind: 'TOKEN', roles: [], tokenHash: hashToken(token), expiresAt: null }]);
book.replaceRules({ roles: [], bindings: fleet.bindings });
const authorizations = [`Bearer ${token}`];

const limits = { ...defaultLimits };
const prepare = createPrepare(schema, limits);
const rates = { caller: { pointsPerSecond: 1e12, burst: 1e12 }, tenant: defaultRates.tenant };
const admission = createAdmission({
  budgets: createBudgets(systemClock),
  rates,
  limits,
  timeouts: defaultTimeouts,
  clock: systemClock,
});
const compiled = executeCompiled(schema, executeWithGraphqlJs(schema), keeping);
const parameters = { query: nestedQuery, operationName: null, variables: {} };

async function ours(): Promise<string> {
  const session = sessions.authenticate(authorizations);
  if (session === null) throw new Error('nobody');
  const admitted = await admission.enter(session);
  if (!('leave' in admitted)) throw admitted;
  const prepared = prepare(parameters);
  if (!prepared.ok) throw failed(prepared.failure);
  const excess = admission.spend(session, prepared.value);
  if (excess) throw excess;
  const executed = await compiled({ ...prepared.value, context: graph.contextFor(session.caller) });
  if (executed.errors.length > 0) throw failed(executed.errors);
  admitted.leave();
  return `{"data":${executed.data}}\n`;
}

const document = parse(nestedQuery);
const caller = sessions.authenticate(authorizations)?.caller;
if (caller === undefined) throw new Error('nobody');

async function graphqlJs(): Promise<string> {
  const result = await execute({
    schema,
    document,
    contextValue: graph.contextFor(caller as NonNullable<typeof caller>),
  });
  return `${JSON.stringify(result)}\n`;
}

const server = new ApolloServer({ schema, stopOnTerminationSignals: false });
await server.start();

async function apollo(): Promise<string> {
  const headers = new HeaderMap([['content-type', 'application/json']]);
  const { body } = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: 'POST', headers, search: '', body: { query: nestedQuery } },
    context: () => Promise.resolve(graph.contextFor(caller as NonNullable<typeof caller>)),
  });
  return body.kind === 'complete' ? body.string : '';
}

const ways = { ours, graphqlJs, apollo };
const cpu: Record<keyof typeof ways, number[]> = { ours: [], graphqlJs: [], apollo: [] };
const names = onlyOurs ? (['ours'] as const) : (['ours', 'graphqlJs', 'apollo'] as const);
const answers = new Set(await Promise.all(names.map((name) => ways[name]())));
if (answers.size !== 1) throw new Error('the answers differ');
for (let round = -10; round < rounds; round += 1) {
  for (const name of round % 2 === 0 ? names : names.toReversed()) {
    let spent = 0;
    for (let index = 0; index < queries; index += 1) {
      fleet.change(changes);
      const before = process.cpuUsage();
      await ways[name]();
      const { user, system } = process.cpuUsage(before);
      spent += user + system;
    }
    if (round >= 0) cpu[name].push(spent / queries / 1_000);
    // What is left behind is paid by who left it.
    globalThis.gc?.();
  }
}
await server.stop();

const bytes = Buffer.byteLength([...answers][0] ?? '');
const [own, bare, plain] = [median(cpu.ours), median(cpu.graphqlJs), median(cpu.apollo)];
console.log(
  `${bytes} bytes of answer, ${changes} of ${fleet.apps} apps changed before each: ${own.toFixed(3)} ms of CPU`,
);
if (!onlyOurs) {
  tell([
    {
      goal: 1,
      name: 'nested query, CPU, × bare graphql-js',
      figure: bare / own,
      ...atLeast(5)(bare / own),
      detail: `${own.toFixed(2)} ms against ${bare.toFixed(2)} ms`,
    },
    {
      goal: 1,
      name: 'nested query, CPU, × Apollo Server as it comes',
      figure: plain / own,
      ...atLeast(10)(plain / own),
      detail: `${own.toFixed(2)} ms against ${plain.toFixed(2)} ms`,
    },
  ]);
}

function failed(errors: readonly GraphQLError[]): Error {
  return new Error(errors[0]?.message);
}
