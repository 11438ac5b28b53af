import { createClient } from 'graphql-ws';
import type { Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { allApps, untilNone } from './soak-comparison.ts';
import type { GatewayProcess } from './load-process.ts';

const rolloutFields = 'phase image replicas { ready }';

export interface FollowedApp {
  readonly id: string;
  readonly name: string;
}

interface RolloutShown {
  readonly phase: string;
  readonly image: string | null;
  readonly replicas: { readonly ready: number };
}

export interface Streams {
  /** Streams that failed, ended by themselves, or went back to an image of before. */
  readonly problems: readonly string[];
  /** Which subscribers were not told the state that is there now; none, or who is left after half a minute. */
  behind(): Promise<readonly string[]>;
}

/** Follows a rollout for each of these apps, over so many sockets. */
export function follow(gateway: GatewayProcess, apps: readonly FollowedApp[], sockets: number): Streams {
  const last = new Map<string, RolloutShown>();
  const images = new Map<string, string>();
  const problems: string[] = [];
  const clients = Array.from({ length: sockets }, () => connect(gateway));
  for (const [index, { id, name }] of apps.entries()) {
    clients[index % sockets]?.subscribe<{ readonly rollout: { readonly rollout: RolloutShown } }>(
      { query: rolloutOf(id) },
      {
        next: ({ data, errors }) => {
          if (!data) {
            problems.push(`the stream of ${name} has errors: ${JSON.stringify(errors)}`);
            return;
          }
          const { rollout } = data.rollout;
          last.set(id, rollout);
          // None while the app's two clusters have different ones.
          if (rollout.image === null) return;
          const before = images.get(id) ?? rollout.image;
          if (revisionOf(rollout.image) < revisionOf(before))
            problems.push(`the stream of ${name} went back from ${before} to ${rollout.image}`);
          images.set(id, rollout.image);
        },
        error: (why) => problems.push(`the stream of ${name} failed: ${JSON.stringify(why)}`),
        // None of them is ended by who follows.
        complete: () => problems.push(`the stream of ${name} ended`),
      },
    );
  }
  return {
    problems,
    behind: () =>
      untilNone(async () => {
        const nodes = await allApps<FollowedApp & { readonly rollout: RolloutShown }>(
          gateway,
          `id name rollout { ${rolloutFields} }`,
        );
        const now = new Map(nodes.map(({ id, rollout }) => [id, JSON.stringify(rollout)]));
        return apps.flatMap(({ id, name }) => {
          const told = JSON.stringify(last.get(id));
          return told === now.get(id) ? [] : [`the subscriber of ${name} was told ${told}, and it is ${now.get(id)}`];
        });
      }),
  };
}

/** Somebody who connects, follows some apps until each has told something, and leaves. @throws where a stream fails */
export async function comeAndGo(gateway: GatewayProcess, apps: readonly FollowedApp[]): Promise<void> {
  const client = connect(gateway);
  try {
    await Promise.all(
      apps.map(async ({ id }) => {
        for await (const { errors } of client.iterate({ query: rolloutOf(id) })) {
          if (errors !== undefined) throw new Error(JSON.stringify(errors));
          break;
        }
      }),
    );
  } finally {
    await client.dispose();
  }
}

function connect({ origin, token }: GatewayProcess): Client {
  return createClient({
    url: `${origin.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { Authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
}

function rolloutOf(id: string): string {
  return `subscription { rollout(app: ${JSON.stringify(id)}) { rollout { ${rolloutFields} } } }`;
}

/** Load clusters roll out `…:1.0.N`, with N one more each time. */
function revisionOf(image: string): number {
  return Number(image.split('.').at(-1));
}
