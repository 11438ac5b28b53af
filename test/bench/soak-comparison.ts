import type { HeldObject } from '../../src/simulator/load/held-objects.ts';
import { linesHeld, linesShown, shownFields } from '../support/held-and-shown.ts';
import type { ShownApp } from '../support/held-and-shown.ts';
import type { GatewayProcess, LoadProcess } from './load-process.ts';

/** Apps a page: a query is answered in one go, and what comparing costs shall not be told as a stall. */
const pageSize = 50;
const attempts = 30;
const pauseMs = 1_000;

/** Every page of apps, with these fields. */
export async function allApps<T>(gateway: GatewayProcess, fields: string): Promise<readonly T[]> {
  const all: T[] = [];
  for (let after = ''; ;) {
    const { apps: page } = await gateway.ask<{
      readonly apps: {
        readonly nodes: readonly T[];
        readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
      };
    }>(`{ apps(first: ${pageSize}${after}) { nodes { ${fields} } pageInfo { endCursor hasNextPage } } }`);
    all.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return all;
    after = `, after: ${JSON.stringify(page.pageInfo.endCursor)}`;
  }
}

/** What of the clusters the graph does not show as it is; none, or what is left of it after half a minute. */
export async function differences(
  load: LoadProcess,
  clusters: readonly string[],
  gateway: GatewayProcess,
): Promise<readonly string[]> {
  const held = await heldBy(load, clusters);
  return await untilNone(async () => {
    const apps = await allApps<ShownApp>(gateway, shownFields);
    const shown = new Set(apps.flatMap(linesShown));
    return [
      ...[...held].filter((line) => !shown.has(line)).map((line) => `not shown: ${line}`),
      ...[...shown].filter((line) => !held.has(line)).map((line) => `shown, and not there: ${line}`),
    ];
  });
}

/** Asks until nothing is found any more, but not longer than half a minute. */
export async function untilNone(find: () => Promise<readonly string[]>): Promise<readonly string[]> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await find();
    if (found.length === 0 || attempt === attempts) return found;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function heldBy(load: LoadProcess, clusters: readonly string[]): Promise<ReadonlySet<string>> {
  const lines = new Set<string>();
  for (const cluster of clusters) {
    const held = await load.drive<Record<'deployments' | 'pods', readonly HeldObject[]>>('GET', `/clusters/${cluster}`);
    for (const line of linesHeld(cluster, held)) lines.add(line);
  }
  return lines;
}
