import * as typescript from '@graphql-codegen/typescript';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import type { DocumentNode, FragmentDefinitionNode, OperationDefinitionNode } from 'graphql';
import { Kind, print, visit } from 'graphql';
import { readDocument } from './read-schema.ts';
import { notice, runPlugins } from './run-plugins.ts';

const config = {
  enumsAsTypes: true,
  // Enums grow, so a switch over one needs a default branch.
  futureProofEnums: true,
  immutableTypes: true,
  useTypeImports: true,
  strictScalars: true,
  skipTypename: true,
  inputMaybeValue: 'T | null | undefined',
  inlineFragmentTypes: 'combine',
  scalars: { DateTime: 'string', Bytes: 'number', ID: 'string' },
};

/** The SDK's generated files: the schema's types, those of its ready-made operations, and these operations' texts. */
export async function generateSdk(): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const operations = readDocument(new URL('../../sdk/operations/', import.meta.url));
  const folder = 'sdk/src/__generated__';
  return [
    {
      path: `${folder}/schema.ts`,
      text: await runPlugins({ typescript }, { ...config, avoidOptionals: { field: true } }),
    },
    {
      path: `${folder}/operation-types.ts`,
      text: await runPlugins({ typescriptOperations }, config, operations),
    },
    { path: `${folder}/documents.ts`, text: documentTexts(operations) },
  ];
}

/** Each operation as a string that knows the types of its variables and its result, with the fragments that it needs. */
function documentTexts(all: DocumentNode): string {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: { readonly name: string; readonly node: OperationDefinitionNode }[] = [];
  for (const node of all.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
    if (node.kind === Kind.OPERATION_DEFINITION && node.name) operations.push({ name: node.name.value, node });
  }
  const exports = operations.map(({ name, node }) => {
    const suffix = node.operation.charAt(0).toUpperCase() + node.operation.slice(1);
    const text = [node, ...fragmentsOf(node, fragments)].map((part) => print(part)).join('\n\n');
    return {
      types: [`${name}${suffix}`, `${name}${suffix}Variables`],
      code: `export const ${name}Document = typedDocument<${name}${suffix}, ${name}${suffix}Variables>(\`\n${text}\n\`);`,
    };
  });
  return [
    notice.trim(),
    "import { typedDocument } from '../typed-document.ts';",
    `import type {\n${exports.flatMap(({ types }) => types.map((type) => `  ${type},`)).join('\n')}\n} from './operation-types.ts';`,
    '',
    ...exports.map(({ code }) => `${code}\n`),
  ].join('\n');
}

function fragmentsOf(
  node: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly FragmentDefinitionNode[] {
  const needed = new Set<FragmentDefinitionNode>();
  const collect = (part: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(part, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (fragment === undefined) throw new Error(`sdk/operations: no fragment ${name.value}`);
        if (needed.has(fragment)) return;
        needed.add(fragment);
        collect(fragment);
      },
    });
  };
  collect(node);
  return [...needed];
}
