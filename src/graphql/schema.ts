import { readdir, readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { buildASTSchema, concatAST, parse, Source } from 'graphql';
import { attachResolvers } from './attach-resolvers.ts';
import { redactMessages } from './redact-messages.ts';
import { resolvers } from './resolvers/resolvers.ts';

const folder = new URL('../../schema/', import.meta.url);

/**
 * The graph: the files of schema/ with the resolvers behind them. Made in several turns of the event loop, so that whatever else the
 * process does goes on meanwhile. That the files are valid is tested, and not looked at again.
 */
export async function createSchema(): Promise<GraphQLSchema> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.graphql')).toSorted();
  const documents: DocumentNode[] = [];
  for (const file of files) {
    documents.push(parse(new Source(await readFile(new URL(file, folder), 'utf8'), `schema/${file}`)));
  }
  await nextTurn();
  const schema = buildASTSchema(concatAST(documents), { assumeValid: true, assumeValidSDL: true });
  await nextTurn();
  attachResolvers(schema, resolvers);
  return redactMessages(schema);
}
