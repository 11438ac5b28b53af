import { makeExecutableSchema } from '@graphql-tools/schema';
import { GraphQLError } from 'graphql';
import { Registry } from 'prom-client';
import { onTestFinished } from 'vitest';
import { asLocalAdministrator } from '../../../src/auth/session.ts';
import { ArgumentError } from '../../../src/domain/fleet/fleet.ts';
import { createEdge } from '../../../src/graphql/server/create-edge.ts';
import type { EdgeOptions, RequestInfo } from '../../../src/graphql/server/edge.ts';
import { systemClock } from '../../../src/lib/clock.ts';

/** In the messages of what goes wrong inside; must come out nowhere. */
export const secret = 'sk-live-4Vn8QpLx2ZtR7wYb';

/** Where the test's subscription `ticks` gets its events from, and what has become of it. */
export interface Ticks {
  /** Events that were pulled from all sources so far. */
  pulled: number;
  /** Sources that are open. */
  open: number;
  /** Called after each change of these two. */
  changed: () => void;
}

const typeDefs = /* GraphQL */ `
  enum Colour {
    RED
    GREEN
  }
  input Paint {
    colour: Colour!
    layers: [Int!]
    note: String
  }
  type Query {
    hello(name: String): String!
    paint(input: Paint!): String
    self: Query!
    boom: String
    refused: String
    ambiguous: String
    slow: String
    items(first: Int, last: Int): ItemConnection!
  }
  type ItemConnection {
    nodes: [Item!]!
  }
  type Item {
    name: String!
    items(first: Int): ItemConnection!
  }
  type Mutation {
    increment: Int!
    slowIncrement: Int!
  }
  type Subscription {
    "Counts from 1 to \`to\`, each with that many bytes."
    ticks(to: Int!, bytes: Int = 0): Tick!
    "Says nothing until the caller goes."
    silence: Tick!
    failing: Tick!
    denied: Tick!
  }
  type Tick {
    count: Int!
    filling: String
    boom: String
  }
`;

export interface EdgeUnderTest {
  readonly origin: string;
  readonly url: string;
  readonly port: number;
  readonly host: string;
  readonly ticks: Ticks;
  /** How often `increment` ran. */
  readonly increments: () => number;
  /** Lets one `slow` or `slowIncrement` that waits answer; resolves when one waits. */
  readonly slowStarted: () => Promise<() => void>;
  readonly contexts: RequestInfo[];
  /** Everything that was logged, as JSON lines. */
  readonly logged: () => string;
  readonly close: (graceMs: number) => Promise<void>;
}

/** An edge on a free port, or on that one, over a small schema; closed when the test is over. */
export async function startEdge(options: Partial<EdgeOptions> = {}, listenPort = 0): Promise<EdgeUnderTest> {
  const ticks: Ticks = { pulled: 0, open: 0, changed: () => {} };
  const contexts: RequestInfo[] = [];
  const lines: string[] = [];
  let increments = 0;
  let announce: (finish: () => void) => void = () => {};
  let slow = new Promise<() => void>((resolve) => {
    announce = resolve;
  });
  const waitForRelease = (): Promise<void> => new Promise<void>((release) => announce(release));
  const context = (value: unknown): { signal: AbortSignal } => value as { signal: AbortSignal };

  const schema = makeExecutableSchema({
    typeDefs,
    resolvers: {
      Query: {
        hello: (_root: unknown, { name }: { name?: string }) => `Hello, ${name ?? 'world'}`,
        paint: (_root: unknown, { input }: { input: { note?: string } }) => input.note ?? null,
        self: () => ({}),
        boom: () => {
          throw new Error(`cannot reach https://admin:${secret}@internal.example`);
        },
        refused: () => {
          throw new ArgumentError('INVALID', 'first has to be 1 to 500.');
        },
        ambiguous: () => {
          throw new ArgumentError('AMBIGUOUS', 'Two kinds have that name: say which.');
        },
        slow: async () => {
          await waitForRelease();
          return 'at last';
        },
        items: () => ({}),
      },
      ItemConnection: { nodes: () => [] },
      Mutation: {
        increment: () => (increments += 1),
        slowIncrement: async () => {
          await waitForRelease();
          return (increments += 1);
        },
      },
      Tick: {
        filling: ({ bytes }: { bytes: number }) => 'x'.repeat(bytes),
        boom: () => {
          throw new Error(`password=${secret}`);
        },
      },
      Subscription: {
        ticks: {
          subscribe: (_root: unknown, { to, bytes }: { to: number; bytes: number }) =>
            (async function* () {
              ticks.open += 1;
              ticks.changed();
              try {
                for (let count = 1; count <= to; count += 1) {
                  ticks.pulled += 1;
                  ticks.changed();
                  yield { ticks: { count, bytes } };
                }
              } finally {
                ticks.open -= 1;
                ticks.changed();
              }
            })(),
        },
        silence: {
          subscribe: (_root: unknown, _arguments: unknown, value: unknown) =>
            (async function* () {
              ticks.open += 1;
              ticks.changed();
              const { signal } = context(value);
              await new Promise<void>((resolve) => {
                if (signal.aborted) resolve();
                signal.addEventListener('abort', () => resolve());
              });
              ticks.open -= 1;
              ticks.changed();
              yield* [];
            })(),
        },
        failing: {
          subscribe: async function* () {
            yield { failing: { count: 1, bytes: 0 } };
            throw new Error(`token: ${secret}`);
          },
        },
        denied: {
          subscribe: () => {
            throw new GraphQLError('You may not see this.', { extensions: { code: 'FORBIDDEN' } });
          },
        },
      },
    },
  });

  const record =
    (level: string) =>
    (fields: object, message: string): void =>
      void lines.push(JSON.stringify({ level, message, ...fields }));
  const edge = createEdge({
    schema,
    authenticate: asLocalAdministrator,
    contextFor(info) {
      contexts.push(info);
      return { signal: info.signal };
    },
    readiness: () => ({ ready: true, awaiting: [] }),
    log: { debug: record('debug'), info: record('info'), warn: record('warn'), error: record('error') },
    metrics: new Registry(),
    clock: systemClock,
    ...options,
  });
  const { url, port } = await edge.listen('127.0.0.1', listenPort);
  let closed = false;
  const close = (graceMs: number): Promise<void> => {
    closed = true;
    return edge.close(graceMs);
  };
  onTestFinished(() => (closed ? undefined : close(0)));
  return {
    origin: new URL(url).origin,
    url,
    port,
    host: `127.0.0.1:${port}`,
    ticks,
    increments: () => increments,
    async slowStarted() {
      const release = await slow;
      slow = new Promise<() => void>((resolve) => {
        announce = resolve;
      });
      return release;
    },
    contexts,
    logged: () => lines.join('\n'),
    close,
  };
}

/** Resolves when `holds` is true after a change of the ticks. */
export function ticksUntil(ticks: Ticks, holds: (ticks: Ticks) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (holds(ticks)) resolve();
    };
    ticks.changed = look;
    look();
  });
}
