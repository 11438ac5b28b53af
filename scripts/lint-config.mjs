// Writes .oxlintrc.json (with the layout's rules from lint-layers.mjs); with --check says whether it is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { layerRules } from './lint-layers.mjs';
import { format, resolveConfig } from 'prettier';

const path = new URL('../.oxlintrc.json', import.meta.url);
const config = {
  $schema: './node_modules/oxlint/configuration_schema.json',
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'promise', 'node', 'vitest'],
  categories: { correctness: 'error', suspicious: 'error' },
  ignorePatterns: ['**/__generated__/**', 'dist/**', '**/*.generated.ts'],
  rules: {
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-self-import': 'error',
    'import/no-unassigned-import': 'off',
    'import/no-named-as-default': 'off',
    'typescript/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/ban-ts-comment': 'error',
    'no-console': 'error',
    eqeqeq: 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    'no-param-reassign': 'error',
    'node/no-process-env': 'error',
    'no-await-in-loop': 'off',
    'no-shadow': 'off',
    'no-underscore-dangle': 'off',
    'promise/always-return': 'off',
    'promise/catch-or-return': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/no-array-reverse': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'unicorn/no-await-expression-member': 'off',
    'vitest/no-focused-tests': 'error',
    'vitest/no-disabled-tests': 'error',
    'vitest/require-mock-type-parameters': 'off',
    'vitest/require-to-throw-message': 'off',
  },
  overrides: [
    ...layerRules(),
    { files: ['scripts/**', 'test/**', 'codegen.ts', 'src/main.ts'], rules: { 'no-console': 'off' } },
    {
      files: ['scripts/**', 'test/**', 'src/config.ts', '**/*.test.ts', 'vitest.config.ts'],
      rules: { 'node/no-process-env': 'off' },
    },
    { files: ['**/*.test.ts', 'test/**'], rules: { 'typescript/no-non-null-assertion': 'off' } },
  ],
};
const text = await format(JSON.stringify(config), { ...(await resolveConfig(path.pathname)), parser: 'json' });
if (process.argv.includes('--check')) {
  if (readFileSync(path, 'utf8') !== text) {
    console.error('.oxlintrc.json is not what scripts/lint-config.mjs makes: run `npm run generate`.');
    process.exit(1);
  }
} else writeFileSync(path, text);
