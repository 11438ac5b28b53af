import { rounded } from './figures.ts';
import type { Figure } from './figures.ts';
import type { Goal } from './goals.ts';
import type { Outcome } from './run-benchmark.ts';

/** A number of the goals' table with what was measured, as `results.json` lists them. */
export interface Entry {
  readonly goal: number;
  readonly name: string;
  /** null: not measured. */
  readonly figure: number | null;
  readonly target: string;
  readonly met: boolean;
}

export interface Report {
  /** One for each number of the goals, in their order. */
  readonly entries: readonly Entry[];
  /** For readers: one line for each number. */
  readonly table: string;
  /** What is wrong with the run itself: what was not measured and why, and what was told and is no number of the goals. */
  readonly faults: readonly string[];
}

/**
 * Lays what the benchmarks told beside what they have to tell. Where two numbers of a goal are held to the same target, a figure says
 * by its name which one it is.
 */
export function createReport(goals: readonly Goal[], outcomes: ReadonlyMap<string, Outcome>): Report {
  const entries: Entry[] = [];
  const rows: string[][] = [['goal', 'what', 'figure', 'target', 'verdict', 'compared']];
  const faults: string[] = [];
  for (const { goal, bench, numbers } of goals) {
    const { figures, failure } = outcomes.get(bench) ?? { figures: [], failure: 'it was not run' };
    const left = figures.filter((figure) => figure.goal === goal);
    if (failure !== null) faults.push(`${bench}: ${failure}`);
    for (const { what, target } of numbers) {
      const isAlone = numbers.filter((other) => sameTarget(other.target, target)).length === 1;
      const index = left.findIndex((figure) => sameTarget(figure.target, target) && (isAlone || figure.name === what));
      const [told] = index === -1 ? [] : left.splice(index, 1);
      if (told === undefined && failure === null) faults.push(`${bench}: it did not tell "${what}" (${target})`);
      entries.push({ goal, name: what, figure: told?.figure ?? null, target, met: isMet(told, target) });
      rows.push(rowOf(goal, told, what, target));
    }
    for (const { name, target: other } of left) {
      faults.push(`${bench}: it told "${name}" (${other}), which is no number of goal ${goal}`);
    }
  }
  return { entries, table: aligned(rows), faults };
}

/** One for each number of the goals: as measured now, else as it was before, else not measured. */
export function allEntries(
  goals: readonly Goal[],
  measured: readonly Entry[],
  before: readonly Entry[],
): readonly Entry[] {
  return goals.flatMap(({ goal, numbers }) =>
    numbers.map(({ what: name, target }) => {
      const isIt = (entry: Entry): boolean => entry.goal === goal && entry.name === name && entry.target === target;
      return measured.find(isIt) ?? before.find(isIt) ?? { goal, name, figure: null, target, met: false };
    }),
  );
}

function rowOf(goal: number, told: Figure | undefined, what: string, target: string): string[] {
  if (told === undefined) return [String(goal), what, '–', target, 'NOT MEASURED', ''];
  const verdict = isMet(told, target) ? 'met' : 'MISSED';
  return [String(goal), what, rounded(told.figure), target, verdict, told.detail ?? ''];
}

/** Not by the benchmark's word: by the figure alone. */
function isMet(told: Figure | undefined, target: string): boolean {
  if (told === undefined) return false;
  const { side, bound } = boundOf(target);
  return side === '≤' ? told.figure <= bound : told.figure >= bound;
}

/** '≥ 100,000' and '≥ 100000 a second' are one: how is said for readers, how much is what counts. */
function sameTarget(told: string, target: string): boolean {
  const [one, other] = [boundOf(told), boundOf(target)];
  return one.side === other.side && one.bound === other.bound;
}

function boundOf(target: string): { readonly side: string; readonly bound: number } {
  const [, side = '', bound = ''] = /^([≤≥])\s*([\d.,_]+)/u.exec(target) ?? [];
  return { side, bound: Number(bound.replaceAll(/[,_]/gu, '')) };
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
