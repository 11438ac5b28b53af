import type { Step } from '../run-worlds.ts';

/** Some steps of a world; null: all of them. */
export interface Part {
  readonly world: number;
  readonly steps: readonly Step[] | null;
}

/** Worlds to run where one call is taken away; null: none is. */
export interface Task {
  readonly call: number | null;
  readonly plan: readonly Part[];
}

/** Which calls came to be asked in a step; null: before the first. */
export interface Reached {
  readonly world: number;
  readonly step: Step | null;
  readonly calls: readonly number[];
}

export interface TaskResult {
  readonly reached: readonly Reached[];
  /** What was found first, and where; null: nothing. */
  readonly noticed: (Part & { readonly words: string }) | null;
}
