import { ArgumentError } from '../fleet/fleet.ts';

/**
 * The moments that a series has values for: whole multiples of the step since the epoch, so that those of all clusters, and of
 * one answer and the next, are the same. Milliseconds.
 */
export interface TimeGrid {
  readonly first: number;
  readonly step: number;
  /** How many moments. */
  readonly count: number;
}

/** What a caller asks for; `step` in seconds. */
export interface GridArguments {
  readonly from?: number | null;
  readonly to?: number | null;
  readonly step?: number | null;
}

const second = 1_000;
const hour = 3_600 * second;
const day = 24 * hour;
const defaultPoints = 60;
const longestDays = 31;
const shortestStep = 5;
/** Points that one series may have. */
export const maxPoints = 1_500;

/**
 * The moments behind `from`, up to `to`: the last hour at 60 moments where nothing is said.
 * @throws ArgumentError INVALID
 */
export function timeGrid({ from, to, step }: GridArguments, now: number): TimeGrid {
  const end = to ?? now;
  const begin = from ?? end - hour;
  const refuse = (message: string) => new ArgumentError('INVALID', message);
  if (begin >= end) throw refuse('from is not before to. Give an earlier from, or a later to.');
  if (end - begin > longestDays * day) throw refuse(`From from to to is more than ${longestDays} days. Ask for less.`);
  if (typeof step === 'number' && step < shortestStep) {
    throw refuse(tooShort);
  }
  const stepMs = step ? step * second : defaultStep(end - begin);
  const first = (Math.floor(begin / stepMs) + 1) * stepMs;
  const count = Math.max(0, Math.floor(end / stepMs) - Math.floor(begin / stepMs));
  if (count === 0) throw refuse('step is longer than the time from from to to. Give a shorter step, or a longer time.');
  if (count > maxPoints) throw refuse(tooMany(end - begin));
  return { first, step: stepMs, count };
}

/** The moment of the last point. */
export function lastOf({ first, step, count }: TimeGrid): number {
  return first + (count - 1) * step;
}

/** As many points as a chart is wide. Milliseconds. */
function defaultStep(range: number): number {
  return Math.max(shortestStep, Math.ceil(range / defaultPoints / second)) * second;
}

/** How a watch goes on: the distance of its points, and how far back they reach. Milliseconds. */
export interface WatchedSpan {
  readonly step: number;
  readonly range: number;
}

/**
 * @param asked both in seconds; default: the last hour at 60 points
 * @throws ArgumentError INVALID
 */
export function watchedSpan(asked: { readonly step?: number | null; readonly range?: number | null }): WatchedSpan {
  const range = (asked.range ?? hour / second) * second;
  const refuse = (message: string) => new ArgumentError('INVALID', message);
  if (range < shortestStep * second || range > longestDays * day) {
    throw refuse(`range has to be ${shortestStep} (seconds) to ${longestDays} days. Ask for another.`);
  }
  const step = asked.step ? asked.step * second : defaultStep(range);
  if (typeof asked.step === 'number' && asked.step < shortestStep) throw refuse(tooShort);
  if (step > range) throw refuse('step is longer than range. Give a shorter step, or a longer range.');
  if (range / step > maxPoints) throw refuse(tooMany(range));
  return { step, range };
}

const tooShort = `step has to be at least ${shortestStep} (seconds). Give a longer one, or leave it out.`;

function tooMany(range: number): string {
  const fits = Math.ceil(range / maxPoints / second);
  return `A series has at most ${maxPoints} points. Give a step of ${fits} or more, or leave it out.`;
}
