import type { ContainerResolvers } from '../../__generated__/resolvers.ts';
import { usageOfContainer } from '../usage/usage-of.ts';

export const Container: ContainerResolvers = {
  usage: (container) => usageOfContainer(container),
};
