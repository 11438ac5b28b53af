// `npm run bench`: every benchmark in a process of its own, one after the other; then one table of what was measured, which is
// written to results.json beside this file, too. `npm run bench -- --only growth,access` runs these alone, and leaves what the file says
// of the others; `-- --timeout 300` gives each so many seconds, on a machine that is busy.
// Exit code 1: a goal was missed, or something was not measured.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { allEntries, createReport } from './bench-report.ts';
import type { Entry } from './bench-report.ts';
import { goals } from './goals.ts';
import { runBenchmark } from './run-benchmark.ts';
import type { Outcome } from './run-benchmark.ts';

const { only, timeout } = parseArgs({
  // Twice as long as a benchmark may take on two idle cores.
  options: { only: { type: 'string' }, timeout: { type: 'string', default: '120' } },
}).values;
const timeoutMs = Number(timeout) * 1_000;
if (!(timeoutMs > 0)) {
  console.error(
    `--timeout is how many seconds each benchmark may take, such as 300 on a busy machine, not ${timeout}.`,
  );
  process.exit(2);
}
const asked = only?.split(',').map((name) => name.trim());
const unknown = asked?.filter((name) => !goals.some(({ bench }) => bench === name)) ?? [];
if (unknown.length > 0) {
  console.error(
    `No benchmark is called ${unknown.join(', ')}; there are ${goals.map(({ bench }) => bench).join(', ')}.`,
  );
  process.exit(2);
}

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

const wanted = goals.filter(({ bench }) => asked?.includes(bench) ?? true);
const outcomes = new Map<string, Outcome>();
const begin = performance.now();
for (const bench of new Set(wanted.map(({ bench }) => bench))) {
  if (interrupted.signal.aborted) break;
  console.log(`\n── ${bench}`);
  const start = performance.now();
  const file = new URL(`${bench}.bench.ts`, import.meta.url);
  const outcome = await runBenchmark(file, timeoutMs, interrupted.signal);
  outcomes.set(bench, outcome);
  console.log(`   ${outcome.failure ?? 'done'}, ${secondsSince(start)}`);
}

const { entries, table, faults } = createReport(wanted, outcomes);
const results = new URL('results.json', import.meta.url);
const before = existsSync(results) ? (JSON.parse(readFileSync(results, 'utf8')) as readonly Entry[]) : [];
const run = new Set(wanted.filter(({ bench }) => outcomes.has(bench)).map(({ goal }) => goal));
const measured = entries.filter(({ goal }) => run.has(goal));
writeFileSync(results, `${JSON.stringify(allEntries(goals, measured, before), null, 2)}\n`);
console.log(`\n${table}\n`);
for (const fault of faults) console.error(fault);
const met = entries.filter((entry) => entry.met).length;
console.log(`${met} of ${entries.length} goals met, in ${secondsSince(begin)}; also in test/bench/results.json`);
process.exit(met === entries.length && faults.length === 0 ? 0 : 1);

function secondsSince(start: number): string {
  return `${Math.round((performance.now() - start) / 1_000)} s`;
}
