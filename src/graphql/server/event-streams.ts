import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { endOf } from '../../auth/session.ts';
import { rejection } from '../errors.ts';
import { unauthenticated } from './authorizations.ts';
import { rateLimited } from './admission.ts';
import type { Admitted } from './admission.ts';
import type { RequestInfo } from './edge.ts';
import type { GraphQLParameters } from './graphql-parameters.ts';
import { answerErrors, retryAfter } from './http-answer.ts';
import type { Limits, Timeouts } from './limits.ts';
import { operate } from './operations.ts';
import type { EdgeParts } from './operations.ts';
import { EventStreamReader, nextEvent } from './event-stream-reader.ts';
import type { Subscription } from './shared-streams.ts';
import { respond, respondErrors } from './respond.ts';
import { StallWatch } from './stall-watch.ts';
import { createStreamShares } from './stream-shares.ts';

/** GraphQL over SSE, distinct connections: https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md */
export interface EventStreams {
  /** Answers with the results of one operation as an event stream. */
  serve(
    response: ServerResponse,
    parameters: GraphQLParameters,
    info: RequestInfo,
    admitted: Admitted,
    readOnly: boolean,
  ): Promise<void>;
  /** Ends every subscription, without a `complete`: clients come back. Single results still arrive. */
  close(): void;
}

const completeEvent = 'event: complete\ndata:\n\n';
/** How long a caller who was shut out has to take the reason, in milliseconds. */
const lastWordsMs = 1_000;

export function createEventStreams(
  parts: EdgeParts,
  limits: Pick<Limits, 'eventStreams'>,
  timeouts: Pick<Timeouts, 'heartbeatMs' | 'slowReaderMs'>,
): EventStreams {
  const { clock, metrics } = parts;
  let open = 0;
  const shares = createStreamShares(limits.eventStreams);
  const draining = new AbortController();
  // One listener a stream.
  setMaxListeners(0, draining.signal);

  async function serve(
    response: ServerResponse,
    parameters: GraphQLParameters,
    info: RequestInfo,
    admitted: Admitted,
    readOnly: boolean,
  ): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
    response.flushHeaders();
    const watch = new StallWatch(clock, timeouts.slowReaderMs, () => {
      metrics.stalled('sse');
      response.destroy();
    });
    /** Resolves when the connection has room again, or is gone; null: it has room. */
    const write = (text: string): Promise<void> | null => {
      if (response.destroyed || response.writableEnded || response.write(text)) return null;
      return drained();
    };
    const drained = async (): Promise<void> => {
      watch.sent();
      await new Promise<void>((resolve) => {
        const done = (): void => {
          response.off('drain', done);
          response.off('close', done);
          resolve();
        };
        response.on('drain', done);
        response.on('close', done);
      });
      watch.left();
    };
    const next = async (text: string): Promise<void> => {
      await write(nextEvent(text));
    };
    /** Reads results until they end, the caller goes or has to go; `cancel` is called then, perhaps more than once. */
    const follow = async (cancel: () => void, read: () => Promise<void>): Promise<void> => {
      const end = (): void => void response.end();
      const shutOut = (): void => {
        cancel();
        // Without `complete`, where it may come back as it is.
        const mayComeBack = endOf(info.session) === 'CHANGED';
        const lastWords = `${nextEvent(JSON.stringify({ errors: [unauthenticated()] }))}${completeEvent}`;
        if (!response.writableEnded) response.end(mayComeBack ? '' : lastWords);
        // It waits behind what is not being read.
        clock.after(lastWordsMs, () => response.destroy());
      };
      const stop = (): void => {
        draining.signal.removeEventListener('abort', end);
        info.session.ended.removeEventListener('abort', shutOut);
        cancel();
      };
      draining.signal.addEventListener('abort', end);
      info.session.ended.addEventListener('abort', shutOut);
      response.once('close', stop);
      if (draining.signal.aborted) end();
      if (info.session.ended.aborted) shutOut();
      if (response.destroyed) stop();
      await read();
    };
    const share = async (subscription: Subscription): Promise<void> => {
      const completed = Promise.withResolvers<void>();
      const scope = { requestId: info.requestId, log: parts.log };
      const reader = new EventStreamReader(info.session, scope, { write, completed: completed.resolve });
      parts.streams.open(subscription, reader);
      const cancel = (): void => {
        reader.leave();
        completed.resolve();
      };
      await follow(cancel, () => completed.promise);
    };

    let stopHeartbeat = (): void => {};
    const beat = (): void => {
      if (!response.writableNeedDrain) response.write(':\n\n');
      stopHeartbeat = clock.after(timeouts.heartbeatMs, beat);
    };
    stopHeartbeat = clock.after(timeouts.heartbeatMs, beat);

    try {
      const outcome = await operate(parts, parameters, info, admitted, () => {}, readOnly);
      if ('refused' in outcome) {
        await next(JSON.stringify({ errors: outcome.refused }));
      } else if ('result' in outcome) {
        await next(outcome.result);
      } else if ('subscription' in outcome) {
        await share(outcome.subscription);
      } else {
        const { results } = outcome;
        const read = async (): Promise<void> => {
          for await (const result of results) await next(result);
        };
        await follow(() => void results.return?.(), read);
      }
      if (!response.writableEnded) response.end(completeEvent);
    } finally {
      stopHeartbeat();
      watch.stop();
    }
  }

  return {
    async serve(response, parameters, info, admitted, readOnly) {
      if (open >= limits.eventStreams) {
        respondErrors(response, 503, [
          rejection('UNAVAILABLE', `More than ${limits.eventStreams} event streams are open. Try again later.`),
        ]);
        return;
      }
      if (!shares.take(info.session)) {
        const error = rateLimited(5, 'You have half of all event streams open. End some, or use a WebSocket for many.');
        respond(response, answerErrors(429, [error], 'application/json', retryAfter(error)));
        return;
      }
      open += 1;
      metrics.opened('sse');
      response.once('close', () => {
        open -= 1;
        shares.release(info.session);
        metrics.closed('sse');
      });
      await serve(response, parameters, info, admitted, readOnly);
    },
    close: () => draining.abort(),
  };
}
