import type { AppKey, EnvironmentKey } from '../../../src/domain/fleet/keys.ts';
import type { World } from '../world/model.ts';
import type { Sight } from './sight.ts';

/** Something with an id, and who may see it. */
export interface Thing {
  readonly type: string;
  readonly id: string;
  readonly seenBy: (sight: Sight) => boolean;
  /** The app that it is or belongs to. */
  readonly app?: AppKey;
  readonly environment?: EnvironmentKey;
  readonly tenant?: string;
  readonly cluster?: World['clusters'][number];
  readonly operation?: World['operations'][number];
  readonly freeze?: World['freezes'][number];
  readonly token?: World['tokens'][number];
  readonly record?: World['audit'][number];
}

/** What ids stand for, told anew: the texts of ids are part of what is promised. */
export function idOf(type: string, ...names: readonly string[]): string {
  return Buffer.from([type, ...names].map(encodeURIComponent).join('/')).toString('base64url');
}

function appId({ tenant, environment, name, kind }: AppKey): string {
  return idOf('App', tenant, environment, name, kind);
}

/** Everything of a world that has an id which can be told from its names. */
export function thingsOf(world: World): readonly Thing[] {
  const things = new Map<string, Thing>();
  const add = (thing: Thing) => void things.set(thing.id, thing);
  for (const cluster of world.clusters) {
    add({ type: 'Cluster', id: idOf('Cluster', cluster.id), cluster, seenBy: (sight) => sight.seesCluster(cluster) });
    for (const { uid } of cluster.nodes) {
      add({ type: 'ClusterNode', id: idOf('ClusterNode', cluster.id, uid), seenBy: (sight) => sight.platform });
    }
    for (const { environment, workloads } of cluster.namespaces) {
      if (environment === null) {
        for (const { pods } of workloads) {
          for (const { uid } of pods) add({ type: 'Pod', id: idOf('Pod', cluster.id, uid), seenBy: () => false });
        }
        continue;
      }
      const { tenant } = environment;
      const seenBy = (sight: Sight) => sight.sees(environment);
      add({ type: 'Tenant', id: idOf('Tenant', tenant), tenant, seenBy: (sight) => sight.seesTenant(tenant) });
      add({ type: 'Environment', id: idOf('Environment', tenant, environment.environment), environment, seenBy });
      for (const { name, kind, pods } of workloads) {
        const app = { ...environment, name, kind };
        add({ type: 'App', id: appId(app), app, seenBy });
        for (const { uid } of pods) add({ type: 'Pod', id: idOf('Pod', cluster.id, uid), app, seenBy });
      }
    }
  }
  for (const operation of world.operations) {
    const seenBy = (sight: Sight) => sight.seesOperation(operation);
    add({ type: 'Operation', id: idOf('Operation', operation.id), operation, seenBy });
  }
  for (const freeze of world.freezes) {
    add({ type: 'Freeze', id: idOf('Freeze', freeze.id), freeze, seenBy: (sight) => sight.seesFreeze(freeze) });
  }
  for (const token of world.tokens) {
    add({ type: 'ApiToken', id: idOf('ApiToken', token.id), token, seenBy: (sight) => sight.seesToken(token) });
  }
  return [...things.values()];
}
