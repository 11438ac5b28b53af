import type { GraphQLError } from 'graphql';
import { rejection } from '../errors.ts';
import type { Limits } from './limits.ts';

/** The refusal of what is larger than a limit: which one, its value, and what to do. */
export function limitExceeded(limit: keyof Limits, maximum: number, message: string): GraphQLError {
  return rejection('LIMIT_EXCEEDED', message, { extensions: { limit, maximum } });
}
