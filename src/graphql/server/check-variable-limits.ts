import type { GraphQLError } from 'graphql';
import { limitExceeded } from './limit-exceeded.ts';
import type { Limits } from './limits.ts';

/** Holds variables against the limits on their nesting and number, without recursion. */
export function checkVariableLimits(variables: Readonly<Record<string, unknown>>, limits: Limits): GraphQLError | null {
  let values = 0;
  let level: unknown[] = [variables];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limits.variableDepth) {
      return tooDeepVariables(limits);
    }
    const next: unknown[] = [];
    for (const container of level) {
      if (typeof container !== 'object' || container === null) continue;
      for (const value of Array.isArray(container) ? (container as unknown[]) : Object.values(container)) {
        values += 1;
        if (typeof value === 'object' && value !== null) next.push(value);
      }
      if (values > limits.variableValues) {
        return tooManyValues(limits);
      }
    }
    level = next;
  }
  return null;
}

export function tooDeepVariables({ variableDepth }: Limits): GraphQLError {
  return limitExceeded('variableDepth', variableDepth, `The variables nest more than ${variableDepth} deep.`);
}

export function tooManyValues({ variableValues }: Limits): GraphQLError {
  return limitExceeded(
    'variableValues',
    variableValues,
    `The variables hold more than ${variableValues} values. Send them in several requests.`,
  );
}
