// Goal 9. How much more a question costs in a fleet of 100,000 workloads than in one of 1,000: the p50 of the CPU for an app by its id,
// and for a page of 50 with filter and order, by callers with roles, while 25 apps change among the questions that are measured
// together. Both fleets in one process, asked in turn. The figure is the worst of all questions. What a question costs when it is asked
// for the first time is told, too.
import { atMost, tell } from './figures.ts';
import { callers, GrowthFleet } from './growth-fleet.ts';
import { median } from './median.ts';

const rounds = Number(process.argv[2] ?? 30);
/** Questions that are measured together: one alone is as short as what else a process does. */
const together = { byId: 40, page: 5 };
/** How often five apps change among them. */
const changes = 5;
/** Apps that are looked up in turn. */
const idCount = 400;
const small = new GrowthFleet(1_000);
const large = new GrowthFleet(100_000);

const shown = `totalCount pageInfo { endCursor hasNextPage } nodes {
  id name kind image health { status reason } replicas { desired ready } environment { name tenant { name } }
  instances { cluster { name } namespace health { status } }
}`;
const page = (filter: string, order: string, after = '') =>
  `{ apps(filter: ${filter}, orderBy: ${order}, first: 50${after && `, after: "${after}"`}) { ${shown} } }`;
const orders = {
  name: '{ field: NAME, direction: ASC }',
  health: '{ field: HEALTH, direction: DESC }',
  restarts: '{ field: RESTARTS, direction: DESC }',
  updated: '{ field: UPDATED_AT, direction: DESC }',
};
const pages = {
  'all, worst first': page('{}', orders.health),
  'image, by restarts': page('{ image: "app:3" }', orders.restarts),
  'health, by name': page('{ health: [SUSPENDED] }', orders.name),
  'label selector, newest first': page('{ selector: "tier=front" }', orders.updated),
  'cluster, worst first': page('{ clusters: ["cluster-3"] }', orders.health),
  'tenant and environment, by restarts': page('{ tenants: ["tenant04"], environments: ["prod"] }', orders.restarts),
  'tenants and health, by name backwards': page(
    '{ tenants: ["tenant02", "tenant04"], health: [HEALTHY] }',
    '{ field: NAME, direction: DESC }',
  ),
};

interface Question {
  readonly query: string;
  /** Of the time of that number that it is asked. */
  readonly variables?: (index: number) => Readonly<Record<string, unknown>>;
}

interface Compared {
  readonly what: string;
  readonly ratio: number;
  readonly small: number;
  readonly large: number;
}

const byId: Compared[] = [];
const byPage: Compared[] = [];
/** Of apps all over the fleet: those that are looked at one after the other. */
const idsOf = async (fleet: GrowthFleet) => {
  const found: string[] = [];
  for (const environments of ['["dev"]', '["prod"]']) {
    const source = `{ apps(first: ${idCount / 2}, filter: { environments: ${environments} }) { nodes { id } } }`;
    found.push(...(appsOf(await fleet.ask(source, 'who sees 5 tenants'))?.nodes ?? []).map(({ id }) => id));
  }
  return found;
};
const ids = { small: await idsOf(small), large: await idsOf(large) };
for (const who of Object.keys(callers) as (keyof typeof callers)[]) {
  const query = `query ($id: ID!) { node(id: $id) { ... on App { ${shown.slice(shown.indexOf('nodes {') + 7, -1)} } } }`;
  const node = (of: readonly string[]) => ({ query, variables: (index: number) => ({ id: of[index % of.length] }) });
  byId.push(await compare(`by id, ${who}`, who, node(ids.small), node(ids.large), together.byId));
  for (const [name, source] of Object.entries(pages))
    byPage.push(await compare(`${name}, ${who}`, who, { query: source }, { query: source }));
  // A page deep in a walk that began before much of what changes.
  const deep = async (fleet: GrowthFleet, pagesBefore: number) => {
    let source = page('{}', orders.restarts);
    for (let index = 0; index < pagesBefore; index += 1) {
      const endCursor = appsOf(await fleet.ask(source, who))?.pageInfo.endCursor ?? '';
      source = page('{}', orders.restarts, endCursor);
    }
    return { query: source };
  };
  byPage.push(await compare(`deep page, by restarts, ${who}`, who, await deep(small, 3), await deep(large, 300)));
}
const worst = (all: readonly Compared[]) => all.toSorted((a, b) => b.ratio - a.ratio)[0];
tell([
  figure('app by its id, p50, fleet of 100,000 × that in one of 1,000', worst(byId)),
  figure('page of 50 with filter and order, p50, fleet of 100,000 × that in one of 1,000, at worst', worst(byPage)),
]);

function figure(name: string, worst: Compared | undefined) {
  const ratio = worst?.ratio ?? Number.NaN;
  return { goal: 9, name, figure: ratio, ...atMost(1.5)(ratio), detail: worst === undefined ? '' : textOf(worst) };
}

/** The p50 of the question's CPU in the large fleet, as a multiple of that in the small one. */
async function compare(
  what: string,
  who: keyof typeof callers,
  inSmall: Question,
  inLarge: Question,
  count = together.page,
): Promise<Compared> {
  const ways = [
    { fleet: small, question: inSmall, times: [] as number[] },
    { fleet: large, question: inLarge, times: [] as number[] },
  ] as const;
  const first = [];
  for (const { fleet, question } of ways) first.push(await timed(fleet, question, who, 0));
  let asked = 0;
  for (let round = -5; round < rounds; round += 1) {
    // Each is first as often as it is last.
    for (const { fleet, question, times } of round % 2 === 0 ? ways : ways.toReversed()) {
      let took = 0;
      for (let index = 0; index < count; index += 1) {
        if (index % (count / changes) === 0) fleet.change();
        took += await timed(fleet, question, who, asked + index);
      }
      if (round >= 0) times.push(took / count);
    }
    asked += count;
  }
  const [a, b] = ways.map(({ times }) => median(times));
  const compared = { what, ratio: (b ?? NaN) / (a ?? NaN), small: a ?? NaN, large: b ?? NaN };
  console.log(`${textOf(compared)}; asked for the first time ${first.map((ms) => ms.toFixed(1)).join(' and ')} ms`);
  return compared;
}

/** Milliseconds of CPU. */
async function timed(
  fleet: GrowthFleet,
  { query, variables }: Question,
  who: keyof typeof callers,
  index: number,
): Promise<number> {
  const before = process.cpuUsage();
  const answer = await fleet.ask(query, who, variables?.(index));
  const { user, system } = process.cpuUsage(before);
  const shown = appsOf(answer)?.nodes.length ?? 50;
  if (shown !== 50) throw new Error(`a page of ${shown}`);
  return (user + system) / 1_000;
}

function appsOf(answer: string) {
  const { apps } = JSON.parse(answer) as {
    readonly apps?: {
      readonly pageInfo: { readonly endCursor: string };
      readonly nodes: readonly { readonly id: string }[];
    };
  };
  return apps;
}

function textOf({ what, ratio, small, large }: Compared): string {
  return `${what}: ${ratio.toFixed(2)} ×, ${large.toFixed(3)} against ${small.toFixed(3)} ms`;
}
