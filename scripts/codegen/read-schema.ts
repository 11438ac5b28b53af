import { readdirSync, readFileSync } from 'node:fs';
import type { DocumentNode } from 'graphql';
import { concatAST, parse, Source } from 'graphql';

/** All `.graphql` files of a folder, by name, as one document. */
export function readDocument(folder: URL): DocumentNode {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .toSorted();
  return concatAST(files.map((file) => parse(new Source(readFileSync(new URL(file, folder), 'utf8'), file))));
}

/** The product's schema as its files have it. */
export function readSchemaDocument(): DocumentNode {
  return readDocument(new URL('../../schema/', import.meta.url));
}
