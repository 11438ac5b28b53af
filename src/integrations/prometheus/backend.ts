import type { PrometheusSource } from '../../domain/clusters/cluster-definition.ts';
import type { SeriesFailure, SeriesOutcome } from '../../domain/metrics/series-source.ts';
import type { TimeGrid } from '../../domain/metrics/time-grid.ts';
import type { Clock } from '../../lib/clock.ts';
import { redact } from '../../lib/redact.ts';
import { fail, succeed } from '../../lib/result.ts';
import { createBreaker } from './breaker.ts';
import { joinedQuery } from './joined-query.ts';
import type { NumberedExpression } from './joined-query.ts';
import { createRangeCalls } from './range-call.ts';
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

/** @param deadlineMs of each call, in milliseconds */
export function createBackend(source: PrometheusSource, clock: Clock, deadlineMs: number): Backend {
  const calls = createRangeCalls(source, clock, deadlineMs);
  const breaker = createBreaker(clock);

  /** All in one call; where the backend refuses that, each declaration by itself, so that a bad one costs only itself. */
  async function together(
    expressions: readonly NumberedDeclared[],
    grid: TimeGrid,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<number, SeriesOutcome>> {
    const refusal = breaker.refusal();
    if (refusal !== null) return forAll(expressions, refusal);
    const answer = await calls.call(joinedQuery(expressions), grid, signal);
    if (!answer.ok) {
      const { type, message } = answer.failure;
      if (type === 'AWAY') return forAll(expressions, breaker.failed(message));
      if (type === 'REFUSED') breaker.succeeded();
      const declared = Map.groupBy(expressions, (each) => each.declared);
      if (type === 'GONE' || declared.size === 1) return forAll(expressions, { message, since: clock.now() });
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
      const chunks = Array.from({ length: Math.ceil(all.length / mostOfOneCall) }, (_, index) =>
        all.slice(index * mostOfOneCall, (index + 1) * mostOfOneCall),
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
