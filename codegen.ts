// Writes what is made from schema/ and sdk/operations/: the resolvers' types and the SDK's types and operations.
// `node codegen.ts` writes, `node codegen.ts --check` only says which files are not up to date.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateResolverTypes } from './scripts/codegen/resolver-types.ts';
import { generateSdk } from './scripts/codegen/sdk-types.ts';

const outputs: readonly { readonly path: string; readonly text: string }[] = [
  { path: 'src/graphql/__generated__/resolvers.ts', text: await generateResolverTypes() },
  ...(await generateSdk()),
];

const outdated = outputs.filter(({ path, text }) => {
  const file = absolute(path);
  return !existsSync(file) || readFileSync(file, 'utf8') !== text;
});

if (process.argv.includes('--check')) {
  for (const { path } of outdated) console.error(`${path} is not what codegen.ts makes: run \`npm run generate\`.`);
  process.exitCode = outdated.length > 0 ? 1 : 0;
} else {
  for (const { path, text } of outdated) {
    mkdirSync(dirname(absolute(path)), { recursive: true });
    writeFileSync(absolute(path), text);
    console.log(`wrote ${path}`);
  }
}

function absolute(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
