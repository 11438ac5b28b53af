import type { ClusterSource } from '../../../domain/clusters/cluster-source.ts';
import { ArgumentError } from '../../../domain/fleet/fleet.ts';
import type { App } from '../../../domain/fleet/fleet-model.ts';
import type { AppKey } from '../../../domain/fleet/keys.ts';
import { clustersInScope } from '../../clusters-in-scope.ts';
import type { GraphqlContext } from '../../context.ts';
import type { GlobalId } from '../../ids.ts';
import { parseGlobalId } from '../../ids.ts';
import type { NodeModel } from '../../models.ts';
import { asNode } from '../../node-types.ts';

type Found = NodeModel | null;

/**
 * The object that a global id names; null where there is none, or where the id is none.
 * @throws ArgumentError COVERAGE_INCOMPLETE where it is not found and a cluster that may hold it is missing.
 */
export function findNode(text: string, context: GraphqlContext): Found | Promise<Found> {
  const id = parseGlobalId(text);
  if (id === null) return null;
  const found = lookUp(id, context);
  if (found instanceof Promise) return found.then((operation) => tagged(id, operation));
  return tagged(id, found);
}

function tagged(id: GlobalId, node: NodeModel | null | undefined): Found {
  return node ? asNode(id.type, node) : null;
}

function lookUp(id: GlobalId, context: GraphqlContext): NodeModel | null | undefined | Promise<NodeModel | null> {
  const { apiTokens, audit, caller, fleet, rollouts, loaders } = context;
  switch (id.type) {
    case 'Cluster':
      return fleet.clusterById(id.id);
    case 'ClusterNode': {
      const cluster = fleet.inside({ id: id.clusterId });
      const node = cluster?.nodes.get(id.uid);
      return cluster && node ? { cluster, node } : missingFrom(context, cluster === null ? [] : [cluster]);
    }
    case 'Tenant':
      return fleet.tenant(id.name);
    case 'Environment':
      return fleet.environment(id.key);
    case 'App':
      return appOf(id.key, context);
    case 'Pod': {
      const cluster = fleet.clusterById(id.clusterId);
      return fleet.podById(id.clusterId, id.uid) ?? missingFrom(context, cluster && [cluster]);
    }
    case 'Revision': {
      const app = appOf(id.app, context);
      const holders = clustersInScope(fleet, { tenants: [id.app.tenant] });
      return app && (fleet.revision(app, id.templateDigest) ?? missingFrom(context, holders));
    }
    case 'Rollout': {
      const app = appOf(id.app, context);
      const rollout = app && app.instances.length > 0 ? rollouts.of(app) : undefined;
      return rollout?.key === id.rolloutKey ? rollout : null;
    }
    case 'Operation':
      return loaders.operationById.load(id.id);
    case 'AuditRecord':
      return audit.get(id.hash);
    case 'Freeze':
      return loaders.freezeById.load(id.id);
    case 'ApiToken':
      return apiTokens.get(id.id, caller);
  }
}

function appOf(key: AppKey, { fleet }: GraphqlContext): App | undefined {
  return fleet.app(key, key.name, key.kind);
}

/** What a cluster does not show is not there only when the cluster can be read. */
function missingFrom({ fleet }: GraphqlContext, clusters: readonly ClusterSource[] = []): null {
  const { gaps } = fleet.coverage(clusters);
  if (clusters.length === 0 || gaps.length === 0) return null;
  const names = gaps.map(({ cluster }) => cluster.name).join(', ');
  throw new ArgumentError(
    'COVERAGE_INCOMPLETE',
    `Not found, but not everything can be seen now (missing: ${names}). Ask again later, and see \`coverage\`.`,
  );
}
