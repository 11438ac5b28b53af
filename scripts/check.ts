// `npm run check`: everything that has to be in order before a change is done, besides the tests.
// Says what failed and how to mend it; `npm run check -- types lint` runs these steps only.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

interface Step {
  readonly name: string;
  readonly commands: readonly (readonly [string, ...string[]])[];
  readonly mend: string;
}

const steps: readonly Step[] = [
  {
    name: 'types',
    commands: [
      ['tsc', '-p', '.'],
      ['tsc', '-p', 'sdk/tsconfig.build.json', '--noEmit', '--declaration', 'false'],
    ],
    mend: 'Mend the types where it says so. The second command is the SDK as browsers get it: nothing of Node in it.',
  },
  {
    name: 'unused',
    commands: [['knip']],
    mend: 'Delete what nothing uses, or stop exporting it; uninstall packages that nothing imports. knip.json says where code starts.',
  },
  {
    name: 'format',
    commands: [['prettier', '--check', '--cache', '--log-level', 'warn', '.']],
    mend: 'Run `npm run format`.',
  },
  {
    name: 'lint',
    commands: [
      ['node', 'scripts/lint-config.mjs', '--check'],
      ['oxlint', '--deny-warnings'],
    ],
    mend: 'Mend the lines it names; imports against the layout need a parameter or a port instead (CONTRIBUTING.md, "The map of the house").',
  },
  {
    name: 'schema',
    commands: [['node', 'scripts/checks/check-schema.ts']],
    mend: 'Mend schema/*.graphql. What the contract has must stay: add beside it, and deprecate.',
  },
  {
    name: 'generated',
    commands: [['node', 'codegen.ts', '--check']],
    mend: 'Run `npm run generate` and commit what it writes.',
  },
  {
    name: 'supply',
    commands: [['node', 'scripts/checks/check-supply.ts']],
    mend: 'Mend package.json, package-lock.json and .npmrc; a package that runs a script is stated in scripts/checks/supply-rules.ts.',
  },
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`No step is called ${unknown.join(', ')}; there are ${steps.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

const queue = steps.filter(({ name }) => asked.length === 0 || asked.includes(name));
const failed: Step[] = [];
await Promise.all(Array.from({ length: Math.min(availableParallelism(), queue.length) }, work));

if (failed.length > 0) {
  console.error(`\nNot in order:`);
  for (const { name, mend } of failed) console.error(`  ${name}: ${mend}`);
  process.exitCode = 1;
} else {
  console.log('All in order.');
}

async function work(): Promise<void> {
  for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
    const start = performance.now();
    const outputs: string[] = [];
    let ok = true;
    for (const command of step.commands) {
      const result = await run(command);
      if (!result.ok) outputs.push(`$ ${command.join(' ')}\n${result.output.trimEnd()}`);
      ok &&= result.ok;
    }
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${step.name.padEnd(10)} ${seconds} s`);
    if (!ok) {
      console.error(outputs.join('\n'));
      failed.push(step);
    }
  }
}

/** npm has put node_modules/.bin in front of the path, so that the programs are the project's own. */
function run([program, ...args]: readonly [string, ...string[]]): Promise<{ ok: boolean; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.stderr.on('data', (part: Buffer) => parts.push(part));
    child.on('error', (error) => {
      resolve({ ok: false, output: `${error.message}: run this by \`npm run check\`, after \`npm ci\`.` });
    });
    child.on('close', (code) => resolve({ ok: code === 0, output: Buffer.concat(parts).toString() }));
  });
}
