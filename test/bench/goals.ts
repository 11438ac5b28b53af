/** A row of the goals' table, and the benchmark that tells its numbers. */
export interface Goal {
  readonly goal: number;
  /** `NAME.bench.ts` beside this file. */
  readonly bench: string;
  readonly numbers: readonly GoalNumber[];
}

export interface GoalNumber {
  readonly what: string;
  readonly target: string;
}

/** What each benchmark has to tell, so that a number that is left out, or held to another target, is noticed. */
export const goals: readonly Goal[] = [
  {
    goal: 1,
    bench: 'nested-query',
    numbers: [
      { what: 'nested query, CPU, × bare graphql-js', target: '≥ 5' },
      { what: 'nested query, CPU, × Apollo Server as it comes', target: '≥ 10' },
    ],
  },
  {
    goal: 2,
    bench: 'small-query',
    numbers: [{ what: 'small query over HTTP, CPU, × bare graphql-js', target: '≥ 1.3' }],
  },
  {
    goal: 3,
    bench: 'upstream-requests',
    numbers: [
      { what: 'upstream requests a query of what is cached', target: '≤ 0' },
      { what: 'LISTs and WATCHes with 500 subscribers more than with one', target: '≤ 0' },
    ],
  },
  {
    goal: 4,
    bench: 'event-latency',
    numbers: [
      { what: "one subscriber: event after the raw watch's, p50, ms", target: '≤ 0.5 ms' },
      { what: "the last of 100 subscribers: event after the raw watch's, ms", target: '≤ 3 ms' },
    ],
  },
  {
    goal: 5,
    bench: 'fan-out',
    numbers: [
      { what: 'one event to 10,000 subscribers, time, × raw ws.send', target: '≤ 1.15' },
      { what: 'one event to 10,000 subscribers, CPU, × raw ws.send', target: '≤ 1.2' },
      { what: 'heap a subscription, KB', target: '≤ 6 KB' },
    ],
  },
  {
    goal: 6,
    bench: 'first-sync',
    numbers: [
      { what: 'first sync of 100 clusters, s', target: '≤ 10 s' },
      { what: 'first sync of 100 clusters, peak memory, MB', target: '≤ 768 MB' },
      { what: 'watch events taken in a second', target: '≥ 100000' },
    ],
  },
  {
    goal: 7,
    bench: 'list-cpu',
    numbers: [{ what: "API server's CPU for a first list, × that of JSON lists", target: '≤ 0.4' }],
  },
  {
    goal: 8,
    bench: 'stalls',
    numbers: [
      { what: 'longest stall, first sync, ms', target: '≤ 50 ms' },
      { what: 'longest stall, a 100 MB list, ms', target: '≤ 50 ms' },
      { what: 'longest stall, schema reload, ms', target: '≤ 50 ms' },
    ],
  },
  {
    goal: 9,
    bench: 'growth',
    numbers: [
      { what: 'app by its id, p50, fleet of 100,000 × that in one of 1,000', target: '≤ 1.5' },
      {
        what: 'page of 50 with filter and order, p50, fleet of 100,000 × that in one of 1,000, at worst',
        target: '≤ 1.5',
      },
    ],
  },
  {
    goal: 10,
    bench: 'black-hole',
    numbers: [{ what: 'one cluster of 100 black-holed: p99 of all queries, × that without', target: '≤ 1.1' }],
  },
  {
    goal: 11,
    bench: 'access',
    numbers: [{ what: '200 roles, 1,000 tenants: CPU over HTTP, × that with none', target: '≤ 1.1' }],
  },
  {
    goal: 12,
    bench: 'mutation',
    numbers: [{ what: 'mutation until the cluster has written, × a bare server-side apply', target: '≤ 3' }],
  },
];
