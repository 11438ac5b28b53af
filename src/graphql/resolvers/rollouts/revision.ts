import type { RevisionResolvers } from '../../__generated__/resolvers.ts';
import { revisionId } from '../../ids.ts';

export const Revision: RevisionResolvers = {
  id: ({ app, templateDigest }) => revisionId(app, templateDigest),
  containers: ({ containers, instances }) => {
    const [home] = instances;
    return home === undefined ? [] : containers.map((spec) => ({ spec, home }));
  },
  operation: ({ app, templateDigest }, _args, { loaders }) => loaders.operationOfTemplate.load({ app, templateDigest }),
};
