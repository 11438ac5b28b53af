import { freezeState } from '../../../domain/freezes/freeze.ts';
import type { FreezeResolvers } from '../../__generated__/resolvers.ts';
import { freezeId } from '../../ids.ts';

export const Freeze: FreezeResolvers = {
  id: ({ id }) => freezeId(id),
  state: (freeze, _args, { clock }) => freezeState(freeze, clock.now()),
};
