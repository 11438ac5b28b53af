import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { Figure } from './figures.ts';
import { runBenchmark } from './run-benchmark.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenantry-bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

const figure: Figure = { goal: 9, name: 'growth, ×', figure: 1.2, target: '≤ 1.5', met: true };
const told = `import { tell } from ${JSON.stringify(new URL('figures.ts', import.meta.url).href)};
tell([${JSON.stringify(figure)}]);`;

/** A benchmark of these lines. */
function benchmark(name: string, text: string): URL {
  const file = join(folder, `${name}.bench.ts`);
  writeFileSync(file, text);
  return pathToFileURL(file);
}

test('what a benchmark tells arrives, even where it ends itself in the same breath', async () => {
  const file = benchmark('good', `${told}\ntell([${JSON.stringify(figure)}]);\nprocess.exit(0);`);
  expect(await runBenchmark(file, 60_000)).toEqual({ figures: [figure, figure], failure: null });
});

test('a benchmark can collect its garbage', async () => {
  const file = benchmark('collects', `globalThis.gc();\n${told}`);
  expect(await runBenchmark(file, 60_000)).toEqual({ figures: [figure], failure: null });
});

test('a benchmark that fails has told nothing, whatever it told before', async () => {
  const file = benchmark('failing', `${told}\nthrow new Error('on purpose');`);
  expect(await runBenchmark(file, 60_000)).toEqual({ figures: [], failure: 'it ended with code 1' });
});

test('a benchmark that is not there is said to be missing', async () => {
  const file = pathToFileURL(join(folder, 'none.bench.ts'));
  expect(await runBenchmark(file, 60_000)).toEqual({ figures: [], failure: 'there is no such file' });
});

test('a benchmark that does not end is ended, and has told nothing', async () => {
  const file = benchmark('endless', `${told}\nsetInterval(() => {}, 1_000);`);
  expect(await runBenchmark(file, 2_000)).toEqual({ figures: [], failure: 'it had not ended after 2 s' });
});

test('an interrupted run ends the benchmark', async () => {
  const interrupted = new AbortController();
  const file = benchmark('interrupted', 'setInterval(() => {}, 1_000);');
  const outcome = runBenchmark(file, 60_000, interrupted.signal);
  interrupted.abort();
  expect(await outcome).toEqual({ figures: [], failure: 'it ended with SIGKILL' });
});
