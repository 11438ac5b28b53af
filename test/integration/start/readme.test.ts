import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startGatewayUnderTest } from '../../support/gateway.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** A command of the README and the output that it shows below. */
interface Example {
  readonly command: string;
  readonly output: string;
}

const blocks = [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
  language: match[1] ?? '',
  text: match[2] ?? '',
}));
const examples: Example[] = blocks.flatMap(({ language, text }, index) =>
  language === 'sh' && text.startsWith('curl') ? [{ command: text, output: blocks[index + 1]?.text ?? '' }] : [],
);

/** The JSON values in an output: one, or the data of each event. */
function values(output: string): readonly unknown[] {
  const lines = output.split('\n').map((line) => line.replace(/^data: ?/, ''));
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as unknown);
}

/**
 * What stays the same from run to run: names and types, and texts that are no ids and no counts. Of a rollout that goes on, the
 * image is whatever its placements agree on at that moment.
 */
function shape(value: unknown, key = '', goesOn = false): unknown {
  if (Array.isArray(value)) return value.map((item) => shape(item));
  if (typeof value === 'object' && value !== null) {
    const moving = 'phase' in value && value.phase === 'PROGRESSING';
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shape(inner, name, moving)]));
  }
  if (key === 'image' && goesOn) return 'an image, or null';
  if (typeof value === 'string' && key !== 'id') return value;
  return typeof value;
}

function run(command: string): Promise<string> {
  const child = spawn('bash', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(text));
  });
}

describe('the README', () => {
  it('shows what its commands really answer, one after the other', { timeout: 120_000 }, async () => {
    expect(examples.map(({ command }) => /\b(app\(|deployApp|subscription|rollbackApp)/.exec(command)?.[1])).toEqual([
      'app(',
      'deployApp',
      'subscription',
      'rollbackApp',
    ]);
    await using gateway = await startGatewayUnderTest();
    const base = new URL('/graphql', gateway.url).href;
    for (const { command, output } of examples) {
      const answer = await run(command.replaceAll('http://127.0.0.1:4000/graphql', base));
      const [shown, real] = [values(output), values(answer)];
      expect({ command, first: shape(real[0]) }).toEqual({ command, first: shape(shown[0]) });
      expect({ command, last: shape(real.at(-1)) }).toEqual({ command, last: shape(shown.at(-1)) });
      expect(answer.includes('event: complete')).toBe(output.includes('event: complete'));
    }
  });

  it.each([
    'README.md',
    'CONTRIBUTING.md',
    'clusters/README.md',
    'docs/platform-operator.md',
    'docs/app-developer.md',
    'docs/decisions/README.md',
  ])('and %s link only to what is there', (file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1]!);
    expect(links.filter((link) => !existsSync(join(root, dirname(file), link)))).toEqual([]);
  });
});
