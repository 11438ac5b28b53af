import { GraphQLError } from 'graphql';
import type { LogEvent } from '../../domain/logs/follow-logs.ts';
import type { SubscriptionResolvers } from '../__generated__/resolvers.ts';
import { given } from '../given.ts';
import { parseGlobalId } from '../ids.ts';
import { closeable } from './closeable.ts';

export const logs: NonNullable<SubscriptionResolvers['logs']> = {
  subscribe(_root, { app: id, ...args }, { fleet, logs: seen, signal }) {
    const named = parseGlobalId(id);
    if (named?.type !== 'App' || fleet.app(named.key, named.key.name, named.key.kind) === undefined) {
      throw new GraphQLError('No app has this id.', { extensions: { code: 'NOT_FOUND' } });
    }
    return closeable((closed) => seen.follow(named.key, given(args), closed), signal);
  },
  resolve: (event: LogEvent) => event,
};
