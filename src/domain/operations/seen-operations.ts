import type { Access } from '../access/access.ts';
import { reachOf } from '../access/reach.ts';
import type { Seen } from '../access/seen.ts';
import { getAsSeen } from './get-as-seen.ts';
import type { Operations } from './operations.ts';

/** The operations as one caller sees them: those on environments that it sees. */
export type SeenOperations = Seen<Omit<Operations, 'active' | 'caughtUp'>>;

/**
 * Mutations, and whatever else is told who is calling, look at that caller's access themselves. What is asked of an app or an
 * operation that is seen is about that app, and so is the answer.
 */
export function operationsSeenBy(operations: Operations, access: Access): SeenOperations {
  const within = reachOf(access, 'VIEW');
  const view: Omit<Operations, 'active' | 'caughtUp'> = {
    deploy: (request, caller, attempt) => operations.deploy(request, caller, attempt),
    scale: (request, caller, attempt) => operations.scale(request, caller, attempt),
    rollback: (request, caller, attempt) => operations.rollback(request, caller, attempt),
    restart: (request, caller, attempt) => operations.restart(request, caller, attempt),
    pause: (request, caller, attempt) => operations.pause(request, caller, attempt),
    resume: (request, caller, attempt) => operations.resume(request, caller, attempt),
    cancel: (request, caller, attempt) => operations.cancel(request, caller, attempt),
    decide: (request, caller, attempt) => operations.decide(request, caller, attempt),
    get: getAsSeen((id) => operations.get(id), access),
    list: (filter, page) => operations.list({ ...filter, ...(within !== null && { within }) }, page),
    awaiting: (caller, page) => operations.awaiting(caller, page),
    isAwaiting: (operation, caller) => operations.isAwaiting(operation, caller),
    ofTemplate: (app, templateDigest) => operations.ofTemplate(app, templateDigest),
    ahead: (operation) => operations.ahead(operation),
    onChange: (listener) =>
      operations.onChange((operation) => {
        if (access.sees(operation.target)) listener(operation);
      }),
  };
  return view as SeenOperations;
}
