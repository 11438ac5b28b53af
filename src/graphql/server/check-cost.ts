import type { GraphQLError } from 'graphql';
import { rejection } from '../errors.ts';
import type { Limits } from './limits.ts';
import { fieldsOfAnItem } from './operation-cost.ts';
import type { OperationCost } from './operation-cost.ts';

/** Holds what an operation may cost with these variables against the budget of one operation; names the list to make smaller. */
export function checkCost(
  cost: OperationCost,
  points: number,
  variables: Readonly<Record<string, unknown>>,
  { cost: maximum }: Pick<Limits, 'cost'>,
): GraphQLError | null {
  if (points <= maximum) return null;
  const heaviest = cost.heaviest(variables);
  const manyFields = heaviest !== null && heaviest.fields > fieldsOfAnItem;
  const fewer = manyFields
    ? ` Each has ${heaviest.fields} fields: beyond ${fieldsOfAnItem}, each counts as an item.`
    : '';
  const advice =
    heaviest === null
      ? 'Split the operation.'
      : `Most of them are in "${heaviest.path}", ${shown(heaviest.size)} in each place: ask for fewer there, or in a list around it, and page through them.${fewer}`;
  const message = `The operation may answer with ${shown(points)} items; ${shown(maximum)} are the budget of one operation. ${advice}`;
  return rejection('LIMIT_EXCEEDED', message, {
    extensions: { limit: 'cost', maximum, cost: Math.min(points, largestShown), field: heaviest?.path ?? null },
  });
}

/** Beyond it nobody needs the figure. */
const largestShown = 1_000_000_000;

function shown(count: number): string {
  return count > largestShown ? 'more than 1,000,000,000' : Math.round(count).toLocaleString('en');
}
