import type { ContainerSpecResolvers } from '../../__generated__/resolvers.ts';

export const ContainerSpec: ContainerSpecResolvers = {
  name: ({ spec }) => spec.name,
  main: ({ spec }) => spec.main,
  image: ({ spec }) => spec.image,
  env: ({ spec, home }) => spec.env.map((variable) => ({ variable, home })),
  requests: ({ spec }) => spec.requests,
  limits: ({ spec }) => spec.limits,
};
