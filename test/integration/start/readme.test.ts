import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hashToken, newToken } from '../../../src/auth/caller-token.ts';
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

function run(command: string, variables: Readonly<Record<string, string>> = {}): Promise<string> {
  const set = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
  const child = spawn('bash', ['-c', set.join('') + command], { stdio: ['ignore', 'pipe', 'inherit'] });
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
    const open = examples.filter(({ command }) => !command.includes('authorization'));
    expect(open.map(({ command }) => /\b(app\(|deployApp|subscription|rollbackApp)/.exec(command)?.[1])).toEqual([
      'app(',
      'deployApp',
      'subscription',
      'rollbackApp',
    ]);
    await using gateway = await startGatewayUnderTest();
    const base = new URL('/graphql', gateway.url).href;
    for (const { command, output } of open) {
      const answer = await run(command.replaceAll('http://127.0.0.1:4000/graphql', base));
      const [shown, real] = [values(output), values(answer)];
      expect({ command, first: shape(real[0]) }).toEqual({ command, first: shape(shown[0]) });
      expect({ command, last: shape(real.at(-1)) }).toEqual({ command, last: shape(shown.at(-1)) });
      expect(answer.includes('event: complete')).toBe(output.includes('event: complete'));
    }
  });

  it('goes with an approval from the request to the rollout', { timeout: 120_000 }, async () => {
    const [request, approval, watching, ...more] = examples.filter(({ command }) => command.includes('authorization'));
    if (request === undefined || approval === undefined || watching === undefined) throw new Error('three are shown');
    expect(more).toEqual([]);
    const folder = mkdtempSync(join(tmpdir(), 'tenantry-readme-'));
    const tokens = { DEV: newToken(randomBytes), ANN: newToken(randomBytes) };
    const rules = blocks.find(({ text }) => text.startsWith('# approvals.yaml'))?.text ?? '';
    writeFileSync(join(folder, 'approvals.yaml'), rules);
    const entry = (name: string, roles: readonly string[], token: string) => {
      return { name, kind: 'USER', roles, tokenHash: hashToken(token) };
    };
    const callers = [entry('dev', ['developer'], tokens.DEV), entry('ann', ['viewer', 'release-manager'], tokens.ANN)];
    writeFileSync(join(folder, 'callers.yaml'), JSON.stringify({ callers }));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const env = {
      TENANTRY_CALLERS: join(folder, 'callers.yaml'),
      TENANTRY_APPROVALS: join(folder, 'approvals.yaml'),
    };
    await using gateway = await startGatewayUnderTest({ env });
    const base = new URL('/graphql', gateway.url).href;
    const answer = (command: string) => run(command.replaceAll('http://127.0.0.1:4000/graphql', base), tokens);

    const asked = await answer(request.command);
    const found = /"id":"([^"]+)".*"digest":"([^"]+)"/;
    const [, shownId = '', shownDigest = ''] = found.exec(request.output) ?? [];
    const [, id = '', digest = ''] = found.exec(asked) ?? [];
    const asHere = (text: string) => text.replaceAll(shownId, id).replaceAll(shownDigest, digest);
    expect(JSON.parse(asked)).toEqual(JSON.parse(asHere(request.output)));
    expect(JSON.parse(await answer(asHere(approval.command)))).toEqual(JSON.parse(approval.output));
    const told = await answer(asHere(watching.command));
    const state = (value: unknown) => JSON.stringify(value).replace(/"startedAt":"[^"]+"/, '');
    expect(state(values(told).at(-1))).toBe(state(values(watching.output).at(-1)));
    expect(told).toContain('event: complete');
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
