import { GraphQLError } from 'graphql';
import type { RolloutEvent } from '../../domain/rollouts/rollout.ts';
import type { SubscriptionResolvers } from '../__generated__/resolvers.ts';
import { parseGlobalId } from '../ids.ts';

export const rollout: NonNullable<SubscriptionResolvers['rollout']> = {
  subscribe(_root, { app: id, after, untilDone }, { fleet, rollouts, signal }) {
    const named = parseGlobalId(id);
    if (named?.type !== 'App' || fleet.app(named.key, named.key.name, named.key.kind) === undefined) {
      throw new GraphQLError('No app has this id.', { extensions: { code: 'NOT_FOUND' } });
    }
    const options = { ...(typeof after === 'string' ? { after } : {}), untilDone: untilDone ?? false };
    return rollouts.stream(named.key, options, signal);
  },
  resolve: (event: RolloutEvent) => event,
};
