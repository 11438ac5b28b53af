import { codegen } from '@graphql-codegen/core';
import type { DocumentNode } from 'graphql';
import { buildASTSchema } from 'graphql';
import { readSchemaDocument } from './read-schema.ts';

type CodegenOptions = Parameters<typeof codegen>[0];

export const notice = '// Made by codegen.ts: change schema/ or sdk/operations/ and run `npm run generate`.\n';

/** Runs code generator plugins over the product's schema and, where given, operations; answers the file's text. */
export async function runPlugins(
  plugins: CodegenOptions['pluginMap'],
  config: CodegenOptions['config'],
  operations?: DocumentNode,
): Promise<string> {
  const schemaAst = buildASTSchema(readSchemaDocument());
  const text = await codegen({
    filename: 'generated.ts',
    schema: readSchemaDocument(),
    schemaAst,
    documents: operations === undefined ? [] : [{ location: 'operations.graphql', document: operations }],
    config,
    plugins: Object.keys(plugins).map((name) => ({ [name]: {} })),
    pluginMap: { ...plugins },
  });
  return `${notice}${text.trim()}\n`;
}
