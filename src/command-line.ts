import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { closest } from './lib/did-you-mean.ts';
import { kindOfPath } from './lib/kind-of-path.ts';

interface CommandLineSources {
  /** Without the runtime and the script. */
  readonly argv: readonly string[];
  readonly cwd: string;
}

/** What the command line asks for. */
interface CommandLine {
  readonly help: boolean;
  readonly version: boolean;
  /** An absolute path; null: none was given. */
  readonly kubeconfig: string | null;
}

const options = ['--kubeconfig', '--help', '--version'];

/** Reads the command line; its mistakes are added to the others. `settings`: what is set in the environment instead. */
export function readCommandLine(
  { argv, cwd }: CommandLineSources,
  settings: readonly string[],
  mistakes: string[],
): CommandLine {
  const { tokens } = parseArgs({
    args: [...argv],
    options: { kubeconfig: { type: 'string' }, help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  let wantsHelp = false;
  let wantsVersion = false;
  const kubeconfigs: string[] = [];
  for (const [position, token] of tokens.entries()) {
    const before = tokens[position - 1];
    // What follows a misspelled option is its value, not a second mistake.
    const valueOfUnknown = before?.kind === 'option' && !options.includes(before.rawName);
    if (token.kind === 'positional' && !valueOfUnknown) {
      mistakes.push(`${JSON.stringify(token.value)}: there are no arguments without a name. ${commandLineHint}`);
    }
    if (token.kind !== 'option') continue;
    if (token.name === 'help') wantsHelp = true;
    else if (token.name === 'version') wantsVersion = true;
    else if (token.name !== 'kubeconfig') mistakes.push(unknownOption(token.rawName, settings));
    else if (token.value === undefined || token.value === '' || (!token.inlineValue && token.value.startsWith('-'))) {
      mistakes.push('--kubeconfig: the path is missing. Write: --kubeconfig PATH');
    } else kubeconfigs.push(token.value);
  }
  if (kubeconfigs.length > 1) {
    mistakes.push('--kubeconfig: given more than once. Give one file; contexts of several can be cluster files.');
  }
  return { help: wantsHelp, version: wantsVersion, kubeconfig: readKubeconfig(kubeconfigs[0], cwd, mistakes) };
}

const commandLineHint = 'Write: npm start -- --kubeconfig PATH (or --help)';

function unknownOption(name: string, settings: readonly string[]): string {
  const asSetting = name.replace(/^-+/, '').replaceAll('-', '_').toUpperCase();
  const setting = settings.find((known) => known === asSetting || known === `TENANTRY_${asSetting}`);
  if (setting !== undefined) return `${name}: unknown option. Set it in the environment: ${setting}=… npm start`;
  const meant = closest(name, options);
  return `${name}: unknown option. ${meant === undefined ? commandLineHint : `Did you mean ${meant}?`}`;
}

function readKubeconfig(path: string | undefined, cwd: string, mistakes: string[]): string | null {
  if (path === undefined) return null;
  const absolute = resolve(cwd, path.startsWith('~/') ? join(homedir(), path.slice(2)) : path);
  const kind = kindOfPath(absolute);
  if (kind !== 'file') {
    mistakes.push(`--kubeconfig: ${absolute} is ${kind}. Give the path of a kubeconfig file.`);
  }
  return absolute;
}
