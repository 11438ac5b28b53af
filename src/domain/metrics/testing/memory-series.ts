import { fail, succeed } from '../../../lib/result.ts';
import type { SampledSeries, SeriesOutcome, SeriesQuery, SeriesSource } from '../series-source.ts';

/** What a backend would have for a query: the values of each combination of labels. */
export type AnswerSeries = (query: SeriesQuery) => readonly SampledSeries[] | string;

/** Fixture: series that a test makes up; a text instead fails the query with it. It remembers which were asked for together. */
export class MemorySeries implements SeriesSource {
  readonly calls: (readonly SeriesQuery[])[] = [];
  answer: AnswerSeries = () => [];

  async fetch(queries: readonly SeriesQuery[]): Promise<readonly SeriesOutcome[]> {
    this.calls.push(queries);
    return queries.map((query) => {
      const answer = this.answer(query);
      return typeof answer === 'string'
        ? fail({ message: answer, since: 0 })
        : succeed({ series: answer, lacks: null });
    });
  }
}
