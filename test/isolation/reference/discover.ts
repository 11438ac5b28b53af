import type { DocumentNode, GraphQLSchema } from 'graphql';
import { documentOf } from '../graph/world-graph.ts';
import type { WorldGraph } from '../graph/world-graph.ts';
import { actions } from '../../../src/domain/access/action.ts';
import { fleetScope } from '../../../src/domain/access/access.ts';
import type { Person, World } from '../world/model.ts';
import { approverRoles } from '../world/moments.ts';
import { thingsOf } from './things.ts';
import type { Thing } from './things.ts';

/** Somebody who may see and do everything. */
export const everybody: Person = {
  name: 'platform',
  way: { by: 'FREE' },
  given: [],
  grants: ['platform-administrator', ...approverRoles].map((role) => ({ role, scope: fleetScope, actions })),
};

const source = `{
  apps(first: 500) { edges { cursor } nodes { id rollout { id } revisions(first: 500) { nodes { id } } } }
  auditRecords(first: 500) { edges { cursor } nodes { id sequence } }
  environments(first: 500) { edges { cursor } }
  operations(first: 500) { edges { cursor } }
  freezes(first: 500) { edges { cursor } }
}`;
const documents = new WeakMap<GraphQLSchema, DocumentNode>();

interface Discovered {
  readonly apps: {
    readonly nodes: readonly {
      readonly id: string;
      readonly rollout: { readonly id: string } | null;
      readonly revisions: { readonly nodes: readonly { readonly id: string }[] };
    }[];
  };
  readonly auditRecords: { readonly nodes: readonly { readonly id: string; readonly sequence: number }[] };
}

interface Discovery {
  /** Everything with an id. */
  readonly things: readonly Thing[];
  /** As somebody who may see all is given them. */
  readonly cursors: readonly string[];
}

/** Everything there is: the ids of rollouts, revisions and records, and cursors, are told by the graph, to somebody who may see all. */
export async function discover(world: World, graph: WorldGraph, schema: GraphQLSchema): Promise<Discovery> {
  const things = thingsOf(world);
  const document = documents.get(schema) ?? documentOf(schema, source);
  documents.set(schema, document);
  const { data, errors } = await graph.ask(everybody, document);
  if (errors !== undefined) throw new Error(`not even the platform is answered: ${JSON.stringify(errors)}`);
  const { apps, auditRecords } = data as Discovered;
  const byId = new Map(things.map((thing) => [thing.id, thing]));
  const ofApps = apps.nodes.flatMap(({ id, rollout, revisions }): Thing[] => {
    const app = byId.get(id);
    if (app?.app === undefined) throw new Error(`an app that was not generated: ${id}`);
    const { seenBy } = app;
    return [
      ...(rollout === null ? [] : [{ type: 'Rollout', id: rollout.id, seenBy }]),
      ...revisions.nodes.map((revision) => ({ type: 'Revision', id: revision.id, seenBy })),
    ];
  });
  const records = auditRecords.nodes.flatMap(({ id, sequence }): Thing[] => {
    const record = world.audit[sequence - 1];
    return record === undefined
      ? []
      : [{ type: 'AuditRecord', id, record, seenBy: (sight) => sight.readsAudit(record) }];
  });
  if (records.length !== world.audit.length) throw new Error('not every record of the world is in the audit');
  const cursors = JSON.stringify(data).matchAll(/"cursor":"([\w-]+)"/g);
  return { things: [...things, ...ofApps, ...records], cursors: Array.from(cursors, ([, cursor]) => cursor ?? '') };
}
