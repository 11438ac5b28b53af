// The layout of src/ as data: which layer may look at which. `A: [B]` means files of A may import files of B.
// `npm run lint` runs with the rules made from it; `npm run generate` writes them into .oxlintrc.json.
/** @type {Readonly<Record<string, readonly string[]>>} */
export const layers = {
  lib: [],
  domain: ['lib'],
  auth: ['domain', 'lib'],
  kubernetes: ['domain', 'lib'],
  integrations: ['domain', 'lib', 'kubernetes'],
  records: ['domain', 'lib'],
  events: ['domain', 'lib'],
  telemetry: ['domain', 'lib'],
  graphql: ['domain', 'auth', 'lib'],
  simulator: ['lib'],
};

/** Packages that a layer must not know. */
const outsiders = {
  lib: [
    'graphql',
    '@apollo/*',
    'graphql-ws',
    'graphql-sse',
    'kysely',
    '@kubernetes/*',
    'undici',
    'ws',
    'ioredis',
    'pg',
  ],
  domain: [
    'graphql',
    '@apollo/*',
    'graphql-ws',
    'graphql-sse',
    'dataloader',
    'kysely',
    '@kubernetes/*',
    'undici',
    'ws',
    'ioredis',
    'pg',
    'node:http',
    'node:https',
    'node:sqlite',
    'node:fs',
    'node:fs/promises',
  ],
  auth: ['graphql', '@apollo/*', 'kysely', '@kubernetes/*', 'undici', 'ws'],
  kubernetes: ['graphql', '@apollo/*', 'kysely', 'graphql-ws', 'graphql-sse', 'ioredis', 'pg'],
  records: ['graphql', '@apollo/*', '@kubernetes/*', 'undici', 'ws'],
  events: ['graphql', '@apollo/*', '@kubernetes/*', 'undici', 'kysely'],
  graphql: ['kysely', '@kubernetes/*', 'undici', 'ioredis', 'pg', 'node:sqlite'],
  simulator: ['graphql', '@apollo/*', 'kysely', '@kubernetes/*'],
  integrations: ['graphql', '@apollo/*', 'kysely'],
  telemetry: ['graphql', '@apollo/*', 'kysely', '@kubernetes/*', 'undici'],
};

/** Up and out of a layer, by whichever spelling. */
const up = '^(\\./)?(\\.\\./)+';
/** Files of src/ itself, which start the product and wire its layers together, and those beside src/. */
const wiring = [
  'main',
  'compose',
  'config',
  'command-line',
  'edge-config',
  'open-configured',
  'codegen',
  'greeting',
  'records-backup',
  'records-config',
  'audit-tool',
  'run-gateway',
  'simulated-fleet',
  'start-failure',
  'tracing-config',
];

/** The oxlint overrides that hold the layout. */
export function layerRules() {
  return Object.entries(layers).map(([layer, allowed]) => {
    const forbidden = Object.keys(layers).filter((other) => other !== layer && !allowed.includes(other));
    const patterns = [
      {
        regex: `${up}(src/)?(${forbidden.join('|')})/`,
        message: `src/${layer} may import only: ${allowed.join(', ') || 'nothing'} (see CONTRIBUTING.md, "The map of the house").`,
      },
      {
        regex: `${up}(src/)?(${wiring.join('|')})\\.ts$`,
        message:
          'Only main.ts looks at compose.ts, and only these two at config.ts: take what you need as a parameter.',
      },
      { regex: `${up}(test|sdk)/`, message: 'The product does not look at its tests or its SDK.' },
    ];
    const packages = outsiders[layer] ?? [];
    if (packages.length > 0) {
      patterns.push({
        group: packages,
        message: `src/${layer} does not know this package: keep it behind a port.`,
      });
    }
    return {
      files: [`src/${layer}/**/*.ts`],
      excludeFiles: [`src/${layer}/**/*.test.ts`],
      rules: { 'no-restricted-imports': ['error', { patterns }] },
    };
  });
}
