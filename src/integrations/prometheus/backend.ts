import type { PrometheusSource } from '../../domain/clusters/cluster-definition.ts';
import type { SeriesFailure, SeriesOutcome } from '../../domain/metrics/series-source.ts';
import type { TimeGrid } from '../../domain/metrics/time-grid.ts';
import type { Clock } from '../../lib/clock.ts';
import { redact } from '../../lib/redact.ts';
import { fail, succeed } from '../../lib/result.ts';
import { createBreaker } from './breaker.ts';
import { joinedQuery } from './joined-query.ts';
import type { NumberedExpression } from './joined-query.ts';
import { createProbedCalls } from './probed-calls.ts';
import { readRangeResponse } from './range-response.ts';

/** An expression in its scope, by the backend's names, and which declaration it was made from. */
export interface ScopedExpression extends Omit<NumberedExpression, 'number'> {
  readonly declared: string;
}

/** One Prometheus, or what speaks its API. */
export interface Backend {
  /** Answers all in their order; in one call, as long as the backend takes them together. Never rejects. */
  ask(
    expressions: readonly ScopedExpression[],
    grid: TimeGrid,
    signal: AbortSignal | undefined,
  ): Promise<readonly SeriesOutcome[]>;
  close(): Promise<void>;
}

/** Expressions of one call: some hundred kilobytes, of which a parser makes a tree. */
const mostOfOneCall = 200;
/** Points of one call, of one series for each expression: some three megabytes. */
const mostPointsOfOneCall = 100_000;
/** How often the expressions of a call whose answer is too large are asked by halves: a backend that lies costs no more. */
const mostHalvings = 3;

/** @param deadlineMs of each call, in milliseconds */
export function createBackend(source: PrometheusSource, clock: Clock, deadlineMs: number): Backend {
  const calls = createProbedCalls(source, clock, deadlineMs);
  const breaker = createBreaker(clock);

  /** All in one call; where the backend refuses that, each declaration by itself, so that a bad one costs only itself. */
  async function together(
    expressions: readonly NumberedDeclared[],
    grid: TimeGrid,
    signal: AbortSignal | undefined,
    halvings = 0,
  ): Promise<ReadonlyMap<number, SeriesOutcome>> {
    const refusal = breaker.refusal();
    if (refusal !== null) return forAll(expressions, refusal);
    const answer = await calls.call(joinedQuery(expressions), grid, signal);
    if (!answer.ok) {
      const { type, message } = answer.failure;
      if (type === 'AWAY') return forAll(expressions, breaker.failed(message));
      // It is there, and what was asked is what is wrong: that costs nobody else anything.
      if (type !== 'GONE') breaker.succeeded();
      if (type === 'TOO_LARGE') {
        if (expressions.length === 1 || halvings === mostHalvings) {
          return forAll(expressions, { message: `${message}: ask for less`, since: clock.now() });
        }
        const half = Math.ceil(expressions.length / 2);
        const halves = [expressions.slice(0, half), expressions.slice(half)];
        const apart = await Promise.all(halves.map((each) => together(each, grid, signal, halvings + 1)));
        return new Map(apart.flatMap((outcomes) => [...outcomes]));
      }
      const declared = Map.groupBy(expressions, (each) => each.declared);
      if (type === 'GONE' || type === 'LATE' || declared.size === 1)
        return forAll(expressions, { message, since: clock.now() });
      const apart = await Promise.all([...declared.values()].map((group) => together(group, grid, signal)));
      return new Map(apart.flatMap((outcomes) => [...outcomes]));
    }
    const asked = new Map(expressions.map(({ number, by }) => [number, by]));
    const read = readRangeResponse(answer.value, asked, grid);
    if (!read.ok) return forAll(expressions, breaker.failed(read.failure));
    breaker.succeeded();
    const { byNumber, lacks } = read.value;
    const lacking =
      lacks === null
        ? null
        : { message: `it answered only in part: ${redact(lacks.slice(0, 200))}`, since: clock.now() };
    return new Map(
      expressions.map(({ number }) => [number, succeed({ series: byNumber.get(number) ?? [], lacks: lacking })]),
    );
  }

  return {
    async ask(expressions, grid, signal) {
      const numbers = new Map<string, NumberedDeclared>();
      const wanted = expressions.map((each) => {
        const text = JSON.stringify([each.expression, each.combine, each.by]);
        const known = numbers.get(text) ?? { ...each, number: numbers.size };
        numbers.set(text, known);
        return known.number;
      });
      const all = [...numbers.values()];
      const most = Math.min(mostOfOneCall, Math.max(1, Math.floor(mostPointsOfOneCall / grid.count)));
      const chunks = Array.from({ length: Math.ceil(all.length / most) }, (_, index) =>
        all.slice(index * most, (index + 1) * most),
      );
      const answers = await Promise.all(chunks.map((chunk) => together(chunk, grid, signal)));
      return wanted.map((number) => {
        const outcome = answers.flatMap((answer) => answer.get(number) ?? [])[0];
        return outcome ?? fail({ message: 'it was not asked', since: clock.now() });
      });
    },
    close: () => calls.close(),
  };
}

type NumberedDeclared = NumberedExpression & Pick<ScopedExpression, 'declared'>;

function forAll(expressions: readonly NumberedDeclared[], failure: SeriesFailure): ReadonlyMap<number, SeriesOutcome> {
  return new Map(expressions.map(({ number }) => [number, fail(failure)]));
}
