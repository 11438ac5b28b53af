import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { authorizationCalls } from '../test/isolation/mutations/authorization-calls.ts';
import type { AuthorizationCall } from '../test/isolation/mutations/authorization-calls.ts';

/*
 * Takes away one authorization call after the other, each in a process of its own and never in the files, and runs the isolation
 * test: it has to fail. `npm run isolation:mutations [SEED] [CASES] [SHARE]`; SHARE is the percentage of calls that are tried,
 * by chance. Ends with 1 where a call is not missed: the test has a hole there, or the call is of no use.
 */

const [seed = String(Date.now()), cases = '400', share = '100'] = process.argv.slice(2);
const root = new URL('../', import.meta.url);
const runner = fileURLToPath(new URL('test/isolation/mutations/run-mutant.ts', root));
const atOnce = 2;

const all = authorizationCalls(root);
const chosen = all.filter((_, index) => (Number.parseInt(seed, 36) * 7_919 + index * 104_729) % 100 < Number(share));
console.log(
  `${all.length} authorization calls, ${chosen.length} of them tried; seed ${seed}, up to ${cases} cases each`,
);

const survivors: string[] = [];
const waiting = [...chosen];
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (let call = waiting.shift(); call !== undefined; call = waiting.shift()) {
      const startedAt = performance.now();
      const { noticed, words } = await run(call);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      const where = `${call.file}:${call.line} ${call.text.replaceAll(/\s+/g, ' ')}`;
      console.log(`${noticed ? 'noticed ' : 'SURVIVED'} ${seconds} s  ${where}\n           ${words}`);
      if (!noticed) survivors.push(where);
    }
  }),
);
console.log(`${chosen.length - survivors.length} of ${chosen.length} noticed`);
for (const survivor of survivors) console.log(`not missed: ${survivor}`);
process.exitCode = survivors.length === 0 ? 0 : 1;

function run(call: AuthorizationCall): Promise<{ readonly noticed: boolean; readonly words: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [runner, JSON.stringify(call), seed, cases], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let words = '';
    child.stdout.on('data', (data: Buffer) => (words += data.toString()));
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0 || code === 3) resolve({ noticed: code === 3, words: words.trim() });
      else reject(new Error(`the test of ${call.file}:${call.line} ended with ${code}: ${words}`));
    });
  });
}
