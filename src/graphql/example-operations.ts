import type { AppKey } from '../domain/fleet/keys.ts';
import { appId } from './ids.ts';

/** What GraphiQL opens with: one tab each. */
export interface ExampleOperation {
  readonly query: string;
  /** JSON text. */
  readonly variables?: string;
}

const fleet = `# The whole fleet: what runs where, and how it is. Press the play button.
query Fleet {
  coverage { complete gaps { cluster { name } reason message } }
  clusters { nodes { name status kubernetesVersion nodeCount } }
  tenants { nodes { name environments { nodes { name health { status } placements { cluster { name } namespace } } } } }
}
`;

const trouble = `# What needs a look, worst first, with the pods and their last words.
query Trouble {
  apps(filter: { health: [DEGRADED, MISSING, PROGRESSING] }, orderBy: { field: HEALTH, direction: DESC }, first: 10) {
    totalCount
    nodes {
      id name kind
      environment { name tenant { name } }
      health { status reason message }
      pods(first: 3) { nodes { name cluster { name } phase reason message restarts } }
    }
  }
}
`;

const deploy = `# Deploys a new image. "dryRun: true" shows what would change; take it out to do it.
mutation Deploy($app: ID!, $image: String!) {
  deployApp(input: { app: $app, image: $image, dryRun: true }) {
    operation { id state }
    plan { verdict changes { object { cluster { name } namespace name } diff } }
    problems { code message }
    preflight { checks { kind outcome cluster { name } message remedy } }
  }
}
`;

const watch = `# The rollout, live: the present state first, then each change.
subscription Watch($app: ID!) {
  rollout(app: $app) {
    observedAt
    rollout { phase message image replicas { desired updated available } instances { cluster { name } phase } }
  }
}
`;

const rollback = `# Back to the previous revision, as "kubectl rollout undo" does it.
mutation Rollback($app: ID!) {
  rollbackApp(input: { app: $app }) { operation { id state } problems { code message } }
}
`;

const audit = `# Who changed what, and who tried to.
query Audit {
  auditRecords(first: 10) {
    nodes {
      at actor { name } action outcome dryRun reason
      target { type tenant environment app }
      operation { state }
      problems { code message }
    }
  }
}
`;

/**
 * A few operations to begin with.
 * @param app the app that the ones with variables are about, and an image for it; null: the caller puts in an id
 */
export function exampleOperations(app: { readonly key: AppKey; readonly image: string } | null): ExampleOperation[] {
  const id = app === null ? 'the id of an app' : appId(app.key);
  const variables = (values: object): string => JSON.stringify(values, null, 2);
  return [
    { query: fleet },
    { query: trouble },
    { query: deploy, variables: variables({ app: id, image: app?.image ?? 'registry.example.com/app:1.2.3' }) },
    { query: watch, variables: variables({ app: id }) },
    { query: rollback, variables: variables({ app: id }) },
    { query: audit },
  ];
}
