// Goal 1. A typical nested query of 500 apps and 1,500 pods, of which 1 % of the apps change from one query to the next: the CPU of
// everything that the gateway does for it but HTTP (who calls, turns, limits, budgets, what the caller may see, execution, JSON text and
// its bytes). It is compared with graphql-js and Apollo Server over plain objects that hold the very same answer, with default resolvers
// and nobody to check: graphql-js with the document parsed and validated before, then `execute`, `JSON.stringify` and the bytes; Apollo
// Server with its defaults (its plugins, and its cache of parsed documents). Told besides: graphql-js over the gateway's own resolvers.
// In turn, in one process. The number of rounds may be given. `--profile` asks ours alone, for `node --cpu-prof`.
import './production.ts';
import { randomBytes } from 'node:crypto';
import { ApolloServer, HeaderMap } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import { buildSchema, execute, parse, printSchema } from 'graphql';
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

const onlyOurs = process.argv.includes('--profile');
const rounds = Number(process.argv.slice(2).find((argument) => /^\d+$/.test(argument)) ?? 10);
/** Queries that are measured together, those before them, and those before everything. */
const [queries, settling, warmUp] = [20, 5, 100];

const fleet = new NestedFleet();
const changes = fleet.apps / 100;
const graph = new GraphUnderTest(fleet.cluster);
graph.itemsPerAnswer = 100_000;
const schema = await createSchema();

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

async function overResolvers(): Promise<string> {
  const contextValue = graph.contextFor(caller as NonNullable<typeof caller>);
  return `${JSON.stringify(await execute({ schema, document, contextValue }))}\n`;
}

const plainSchema = buildSchema(printSchema(schema));
const { data: rootValue } = JSON.parse(await overResolvers()) as { readonly data: unknown };

async function graphqlJs(): Promise<string> {
  return `${JSON.stringify(await execute({ schema: plainSchema, document, rootValue }))}\n`;
}

const server = new ApolloServer({ schema: plainSchema, rootValue, stopOnTerminationSignals: false });
await server.start();

async function apollo(): Promise<string> {
  const headers = new HeaderMap([['content-type', 'application/json']]);
  const { body } = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: 'POST', headers, search: '', body: { query: nestedQuery } },
    context: async () => ({}),
  });
  return body.kind === 'complete' ? body.string : '';
}

const ways = { ours, graphqlJs, apollo, overResolvers };
type Way = keyof typeof ways;
const cpu: Record<Way, number[]> = { ours: [], graphqlJs: [], apollo: [], overResolvers: [] };
const names: readonly Way[] = onlyOurs ? ['ours'] : ['ours', 'graphqlJs', 'apollo', 'overResolvers'];
const [answer = ''] = await sameAnswers();
for (const name of names) await cpuMsOf(name, warmUp);
for (let round = 0; round < rounds; round += 1) {
  for (const name of round % 2 === 0 ? names : names.toReversed()) {
    // What the one before left behind is collected here, rather than in what is measured.
    await cpuMsOf(name, settling);
    cpu[name].push(await cpuMsOf(name, queries));
  }
}
await sameAnswers();
await server.stop();

console.log(
  `${Buffer.byteLength(answer)} bytes of answer, ${changes} of ${fleet.apps} apps changed before each: ${median(cpu.ours).toFixed(3)} ms of CPU`,
);
if (!onlyOurs) {
  const [bare, plain, same] = [ratioOf('graphqlJs'), ratioOf('apollo'), ratioOf('overResolvers')];
  console.log(`graphql-js over the same resolvers: ${same.figure.toFixed(1)} ×; ${same.detail}`);
  tell([
    { goal: 1, name: 'nested query, CPU, × bare graphql-js', ...bare, ...atLeast(5)(bare.figure) },
    { goal: 1, name: 'nested query, CPU, × Apollo Server as it comes', ...plain, ...atLeast(10)(plain.figure) },
  ]);
}

/** Of one of so many queries, before each of which the fleet changes. Whatever threads collect its garbage count as well. */
async function cpuMsOf(name: Way, count: number): Promise<number> {
  let spent = 0;
  for (let index = 0; index < count; index += 1) {
    fleet.change(changes);
    const before = process.cpuUsage();
    Buffer.from(await ways[name]());
    const { user, system } = process.cpuUsage(before);
    spent += user + system;
  }
  return spent / count / 1_000;
}

/** The median of the rounds' ratios: what is compared within a round was asked at nearly the same time. */
function ratioOf(name: Way): { readonly figure: number; readonly detail: string } {
  const ratios = cpu[name].map((ms, round) => ms / (cpu.ours[round] ?? Number.NaN));
  const detail = `${median(cpu.ours).toFixed(2)} ms against ${median(cpu[name]).toFixed(2)} ms`;
  return { figure: median(ratios), detail };
}

/** @throws where they differ */
async function sameAnswers(): Promise<readonly string[]> {
  const answers = [...new Set(await Promise.all(names.map((name) => ways[name]())))];
  if (answers.length !== 1) throw new Error('the answers differ');
  return answers;
}

function failed(errors: readonly GraphQLError[]): Error {
  return new Error(errors[0]?.message);
}
