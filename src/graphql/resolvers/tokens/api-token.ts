import { apiTokenState } from '../../../domain/tokens/api-token.ts';
import type { ApiTokenResolvers } from '../../__generated__/resolvers.ts';
import { apiTokenId } from '../../ids.ts';
import { whereOf } from '../access/where-of.ts';

export const ApiToken: ApiTokenResolvers = {
  id: ({ id }) => apiTokenId(id),
  state: (token, _args, { clock }) => apiTokenState(token, clock.now()),
  scopes: ({ scopes }) =>
    scopes.map((scope) => ({ tenant: whereOf.tenant({ scope }), environment: whereOf.environment({ scope }) })),
};
