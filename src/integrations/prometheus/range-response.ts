import { Ajv } from 'ajv';
import type { SampledSeries } from '../../domain/metrics/series-source.ts';
import type { TimeGrid } from '../../domain/metrics/time-grid.ts';
import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { whenNeeded } from '../../lib/when-needed.ts';
import { numberLabel } from './joined-query.ts';

/** What a backend answered, by the numbers of the expressions. */
export interface RangeResponse {
  readonly byNumber: ReadonlyMap<number, readonly SampledSeries[]>;
  /** Why that is not all, in the backend's words; null where it is. */
  readonly lacks: string | null;
}

/** What has to hold of a range query's answer, https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries. */
interface Answer {
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly values?: readonly (readonly [at: number, value: string])[] | null;
    }[];
  };
  readonly warnings?: readonly string[] | null;
}

const schema: object = {
  type: 'object',
  required: ['status', 'data'],
  properties: {
    status: { const: 'success' },
    warnings: { type: 'array', items: { type: 'string' }, nullable: true },
    data: {
      type: 'object',
      required: ['resultType', 'result'],
      properties: {
        resultType: { const: 'matrix' },
        result: {
          type: 'array',
          items: {
            type: 'object',
            required: ['metric'],
            properties: {
              metric: { type: 'object', additionalProperties: { type: 'string' } },
              values: {
                type: 'array',
                items: { type: 'array', minItems: 2, maxItems: 2, items: [{ type: 'number' }, { type: 'string' }] },
                nullable: true,
              },
            },
          },
        },
      },
    },
  },
};

const validator = whenNeeded(() => new Ajv({ strict: true, strictTypes: true }).compile<Answer>(schema));

/**
 * Reads the answer to a joined query. Values that are no number, and points that were not asked for, are left out.
 * A failure says what is wrong with it, without its content.
 * @param asked by the numbers of the expressions: the labels that were kept apart
 */
export function readRangeResponse(
  body: string,
  asked: ReadonlyMap<number, readonly string[]>,
  grid: TimeGrid,
): Result<RangeResponse, string> {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return fail(/^\s*</.test(body) ? `it answered with a page. ${wrongAddress}` : 'it answered what is no JSON');
  }
  const validate = validator();
  if (!validate(answer)) return fail('its answer has not the form that a range query of Prometheus has');
  const byNumber = new Map<number, SampledSeries[]>();
  const seen = new Set<string>();
  for (const { metric, values } of answer.data.result) {
    const number = Number(metric[numberLabel]);
    const by = asked.get(number);
    if (by === undefined) return fail('it answered series that were not asked for');
    const labels = new Map<string, string>();
    for (const name of by) if (metric[name]) labels.set(name, metric[name]);
    const key = JSON.stringify([number, ...labels]);
    if (seen.has(key)) return fail('it answered one series twice');
    seen.add(key);
    const series = byNumber.get(number) ?? [];
    byNumber.set(number, series);
    series.push({ labels, values: onGrid(values ?? [], grid) });
  }
  // What is said of the query itself is no sign that something is missing.
  const lacks = (answer.warnings ?? []).find((warning) => !warning.startsWith('PromQL '));
  return succeed({ byNumber, lacks: lacks ?? null });
}

/** Said where no Prometheus answers. */
export const wrongAddress = 'What is at its address is no Prometheus, or a sign-on stands before it: check url';

function onGrid(
  values: readonly (readonly [at: number, value: string])[],
  { first, step, count }: TimeGrid,
): readonly (number | null)[] {
  const points = Array.from({ length: count }, (): number | null => null);
  for (const [at, text] of values) {
    const index = (at * 1_000 - first) / step;
    const value = text.trim() === '' ? NaN : Number(text);
    if (Number.isInteger(index) && index >= 0 && index < count && Number.isFinite(value)) points[index] = value;
  }
  return points;
}
