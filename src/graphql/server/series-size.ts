import type { FieldNode, GraphQLField, ValueNode } from 'graphql';
import { Kind } from 'graphql';
import type { ListSize } from './list-sizes.ts';

/** Points of a series that are worth an item. */
const pointsPerItem = 20;
const defaultPoints = 60;
const mostPoints = 1_500;

/** What a list of series is worth: its names, each by the points that it may have; null: the field answers no series. */
export function seriesSizeOf(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  defaults: ReadonlyMap<string, ValueNode>,
): ListSize | null {
  if (!['names', 'step'].every((wanted) => field.args.some(({ name }) => name === wanted))) return null;
  const [names, from, to, step, range] = ['names', 'from', 'to', 'step', 'range'].map((name) =>
    valueOf(node, name, defaults),
  );
  return (variables) => {
    const named = names?.(variables);
    const count = Array.isArray(named) ? named.length : 1;
    const seconds = secondsOf(from?.(variables), to?.(variables), range?.(variables));
    return count * Math.ceil(pointsOf(seconds, step?.(variables)) / pointsPerItem);
  };
}

/** Where it depends on the present, as many as there can be. */
function secondsOf(from: unknown, to: unknown, range: unknown): number {
  if (typeof range === 'number') return range;
  const [begin, end] = [timeOf(from), timeOf(to)];
  return begin === null ? 3_600 : end === null ? Infinity : (end - begin) / 1_000;
}

function pointsOf(seconds: number, step: unknown): number {
  if (typeof step !== 'number' || step <= 0) return defaultPoints;
  return Math.min(mostPoints, Math.max(1, seconds / step));
}

function timeOf(value: unknown): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : value;
  return typeof time === 'number' && !Number.isNaN(time) ? time : null;
}

/** What an argument is, by the operation's default where its variable is absent. */
function valueOf(
  node: FieldNode,
  argument: string,
  defaults: ReadonlyMap<string, ValueNode>,
): (variables: Readonly<Record<string, unknown>>) => unknown {
  const value = node.arguments?.find(({ name }) => name.value === argument)?.value;
  if (value?.kind !== Kind.VARIABLE) {
    const fixed = plain(value);
    return () => fixed;
  }
  const name = value.name.value;
  const otherwise = plain(defaults.get(name));
  return (variables) => (Object.hasOwn(variables, name) ? variables[name] : otherwise);
}

function plain(value: ValueNode | undefined): unknown {
  switch (value?.kind) {
    case Kind.INT:
      return Number(value.value);
    case Kind.STRING:
      return value.value;
    case Kind.LIST:
      return value.values;
    default:
      return null;
  }
}
