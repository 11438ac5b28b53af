import type { GraphQLError } from 'graphql';
import { rejection } from '../errors.ts';
import type { Limits } from './limits.ts';

/** The refusal of what is larger than a limit: which one, its value, and what to do. */
export function limitExceeded(limit: keyof Limits, maximum: number, message: string): GraphQLError {
  return rejection('LIMIT_EXCEEDED', message, { extensions: { limit, maximum } });
}

/** The refusal of a document by its size. */
export function tooLargeDocument({ documentBytes }: Limits): GraphQLError {
  return limitExceeded(
    'documentBytes',
    documentBytes,
    `The document is larger than ${documentBytes} bytes, comments included. Pass values as variables, and split the operation.`,
  );
}
