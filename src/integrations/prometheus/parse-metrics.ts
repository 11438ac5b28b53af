import schema from '../../../observability/metrics.schema.json' with { type: 'json' };
import type {
  Combination,
  Computation,
  MetricDefinition,
  MetricLevel,
  MetricReach,
  MetricUnit,
} from '../../domain/metrics/metric-definition.ts';
import type { FileProblem } from '../../lib/file-problem.ts';
import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { createShapedYaml } from '../../lib/shaped-yaml.ts';
import { withLines } from '../../lib/shape-problem.ts';
import type { ShapeProblem } from '../../lib/shape-problem.ts';
import { parsePromql } from './promql-expression.ts';

/** A metric as a file has it: see `observability/metrics.schema.json`. */
interface WrittenMetric {
  readonly name: string;
  readonly description: string;
  readonly unit: MetricUnit;
  readonly query?: string;
  readonly combine?: Combination;
  readonly ratio?: { readonly numerator: string; readonly denominator: string };
  readonly quantile?: { readonly of: number; readonly buckets: string };
  readonly dimensions?: readonly string[];
  readonly levels?: readonly MetricLevel[];
  readonly appliesTo?: MetricReach;
}

const everyLevel: readonly MetricLevel[] = ['APP', 'ENVIRONMENT', 'TENANT', 'CLUSTER'];

const parse = createShapedYaml({
  schema,
  noFields: 'A metrics file holds a field metrics with a list. Write, to begin: metrics: []',
});

/**
 * Checks the text of a metrics file against `observability/metrics.schema.json`, and its expressions against the grammar of PromQL.
 * @param display the file's path as messages show it
 */
export function parseMetrics(
  text: string,
  display: string,
): Result<readonly MetricDefinition[], readonly FileProblem[]> {
  const parsed = parse(text, display);
  if (!parsed.ok) return parsed;
  const { metrics } = parsed.value.value as unknown as { readonly metrics: readonly WrittenMetric[] };
  const problems: ShapeProblem[] = [];
  const names = new Set<string>();
  const definitions = metrics.map((metric, index) => {
    const mistake = (path: readonly string[], message: string, part: ShapeProblem['part'] = 'value') =>
      problems.push({ path: ['metrics', String(index), ...path], part, message });
    if (names.has(metric.name)) mistake(['name'], 'Another metric of this file has this name. Give it one of its own.');
    names.add(metric.name);
    return defined(metric, mistake);
  });
  if (problems.length > 0) return fail(withLines(problems, parsed.value, display));
  return succeed(definitions.filter((definition) => definition !== null));
}

type Mistake = (path: readonly string[], message: string, part?: ShapeProblem['part']) => void;

function defined(metric: WrittenMetric, mistake: Mistake): MetricDefinition | null {
  const { name, description, unit, appliesTo, dimensions } = metric;
  const levels = metric.levels ?? everyLevel.filter((level) => appliesTo === undefined || level !== 'CLUSTER');
  if (appliesTo !== undefined && levels.includes('CLUSTER')) {
    mistake(['levels'], 'What applies to some alone cannot be asked of a whole CLUSTER. Remove that, or appliesTo.');
  }
  const computation = computationOf(metric, mistake);
  if (computation === null) return null;
  return { name, description, unit, levels, dimensions: dimensions ?? [], appliesTo: appliesTo ?? {}, computation };
}

function computationOf(metric: WrittenMetric, mistake: Mistake): Computation | null {
  const { query, combine, ratio, quantile } = metric;
  const ways = (['query', 'ratio', 'quantile'] as const).filter((way) => metric[way] !== undefined);
  if (ways.length !== 1) {
    mistake(
      [],
      `Is computed in exactly one way. Give one of query, ratio and quantile; there is ${ways.join(' and ') || 'none'}.`,
    );
    return null;
  }
  const check = (path: readonly string[], expression: string) => {
    const parsed = parsePromql(expression);
    if (!parsed.ok) mistake(path, parsed.failure.message);
  };
  if (query === undefined && combine !== undefined) {
    mistake(['combine'], 'Means something only together with query. Remove it.', 'key');
  }
  if (ratio !== undefined) {
    check(['ratio', 'numerator'], ratio.numerator);
    check(['ratio', 'denominator'], ratio.denominator);
    return { type: 'RATIO', ...ratio };
  }
  if (quantile !== undefined) {
    check(['quantile', 'buckets'], quantile.buckets);
    return { type: 'QUANTILE', ...quantile };
  }
  if (query === undefined || combine === undefined) {
    mistake(
      ['query'],
      'Needs combine: how do the values of several clusters become one? Write SUM, MAX or MIN.',
      'key',
    );
    return null;
  }
  check(['query'], query);
  return { type: 'COMBINED', query, combine };
}
