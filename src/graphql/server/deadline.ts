import { OperationTypeNode } from 'graphql';
import type { GraphQLError } from 'graphql';
import type { Clock } from '../../lib/clock.ts';
import { rejection } from '../errors.ts';

/** What has become of a request that was not answered in time. */
export type Unanswered = 'NOT_BEGUN' | OperationTypeNode;

/** Answers what runs, or what `late` makes where that has not ended by the deadline; it is not stopped then. */
export function beforeDeadline<T>(clock: Clock, deadlineAt: number, running: Promise<T>, late: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(Math.max(0, deadlineAt - clock.now()), () => resolve(late()));
    running.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error as Error);
      },
    );
  });
}

/** The refusal of what was not answered within `deadlineMs`. */
export function deadlineExceeded(what: Unanswered, deadlineMs: number): GraphQLError {
  const within = `There was no answer within ${deadlineMs / 1_000} s.`;
  const then =
    what === 'NOT_BEGUN'
      ? 'Nothing was begun. Send fewer requests at once.'
      : what === OperationTypeNode.MUTATION
        ? 'What was begun goes on: look for it in operations, or repeat the call with the same idempotency key.'
        : 'Ask for less, or try again.';
  return rejection('DEADLINE_EXCEEDED', `${within} ${then}`);
}
