import { readdirSync, readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { concatAST, parse, Source } from 'graphql';
import { redactMessages } from './redact-messages.ts';
import { resolvers } from './resolvers/resolvers.ts';

const folder = new URL('../../schema/', import.meta.url);

/** The graph: the files of schema/ with the resolvers behind them. */
export function createSchema(): GraphQLSchema {
  const documents = readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .toSorted()
    .map((file) => parse(new Source(readFileSync(new URL(file, folder), 'utf8'), `schema/${file}`)));
  const schema = makeExecutableSchema({
    typeDefs: concatAST(documents),
    resolvers,
    resolverValidationOptions: { requireResolversToMatchSchema: 'error', requireResolversForResolveType: 'error' },
  });
  return redactMessages(schema);
}
