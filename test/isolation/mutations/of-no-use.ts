import type { AuthorizationCall } from './authorization-calls.ts';

interface CallOfNoUse {
  readonly file: string;
  /** What is asked, as it stands there. */
  readonly text: string;
  readonly why: string;
}

/**
 * Calls whose absence nobody can notice from outside: a second lock behind another. Each with what makes it one; the mutation check
 * fails where one of them is noticed after all.
 */
export const callsOfNoUse: readonly CallOfNoUse[] = [
  {
    file: 'src/domain/access/access.ts',
    text: "scope.type !== 'FLEET'",
    why: 'The fleet has no tenant, so that it is never the tenant `unassigned`: the compiler alone asks for it.',
  },
  {
    file: 'src/domain/access/access.ts',
    text: "view.type !== 'ENVIRONMENT'",
    why: 'Who sees a tenant, or the fleet, sees it before an environment of no name is looked for: the compiler alone asks for it.',
  },
  {
    file: 'src/domain/access/both-of.ts',
    text: "inner.type === 'FLEET'",
    why: 'The fleet has no tenant, so that it is another than the outer one: the compiler alone asks for it.',
  },
  {
    file: 'src/domain/access/both-of.ts',
    text: "inner.type === 'ENVIRONMENT'",
    why: 'What is no environment has none, and so another than the outer one: the compiler alone asks for it.',
  },
  {
    file: 'src/domain/access/reach.ts',
    text: "scope.type === 'FLEET'",
    why: 'The actions are not all allowed on the fleet here, so that it is not what they have in common: the compiler alone asks for it.',
  },
  {
    file: 'src/domain/access/reach.ts',
    text: 'tenant === null',
    why: 'No reach names a tenant that is null: the compiler alone asks for it.',
  },
  {
    file: 'src/graphql/resolvers/usage/machine-usage.ts',
    text: "fleet.usageGap(cluster, 'nodes')",
    why: 'Machines are shown to those alone who see all of a cluster, its own words included.',
  },
  {
    file: 'src/domain/fleet/coverage.ts',
    text: 'sight.clusters()',
    why: 'Looked through only for a tenant that is seen, and for those that may hold it: such a cluster is seen.',
  },
  {
    file: 'src/domain/operations/seen-operations.ts',
    text: 'access.sees(operation.target)',
    why: 'Both streams that listen ask themselves: one for an id that was looked up in the view, the other for what waits for the caller.',
  },
  {
    file: 'src/domain/tokens/access-of-token.ts',
    text: 'accessOfToken(token, ownAccessOf(token), book)',
    why: 'What a token itself allows never changes, and was asked when it asked for what is approved now: `access-of-token.test.ts` misses it.',
  },
  {
    file: 'src/domain/fleet/fleet-queries.ts',
    text: 'this.#sight.sees(app)',
    why: 'Asked of what changes under a list that is kept. That has 200 apps, and these worlds have fewer: `app-lists.test.ts` misses it.',
  },
  ...['this.#execute(event, access)', 'anyoneWith(access)'].map((text) => ({
    file: 'src/graphql/server/shared-streams.ts',
    text,
    why: 'Here one caller reads each stream, and none is shared: `test/integration/edge/shared-streams.test.ts` misses it.',
  })),
];

export function isOfNoUse({ file, text }: Pick<AuthorizationCall, 'file' | 'text'>): boolean {
  return callsOfNoUse.some((each) => each.file === file && each.text === text);
}
