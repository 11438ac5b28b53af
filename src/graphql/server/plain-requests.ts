import { STATUS_CODES } from 'node:http';
import type { Session } from '../../auth/session.ts';
import { isTracing } from '../../lib/tracing.ts';
import { maskThrown } from '../errors.ts';
import { acceptedType } from './accepted-type.ts';
import type { AnswerType } from './accepted-type.ts';
import type { Door } from './door.ts';
import type { RequestInfo } from './edge.ts';
import { answerErrors } from './http-answer.ts';
import type { HttpAnswer } from './http-answer.ts';
import { answerInTurn } from './http-graphql.ts';
import type { EdgeParts } from './operations.ts';
import type { PlainHead } from './plain-head.ts';
import { isJson, parseBody } from './read-body.ts';
import { parametersIn } from './receive-parameters.ts';
import { requestIdOf } from './request-id.ts';
import type { RequestLife } from './request-life.ts';
import { headersFor } from './security-headers.ts';

interface PlainRequestsOptions {
  readonly parts: EdgeParts;
  readonly door: Door;
  /** Where a proxy with TLS serves this; null: there is none. */
  readonly publicUrl: string | null;
  readonly newId: () => string;
  readonly isDraining: () => boolean;
  /** Milliseconds between two requests on one connection. */
  readonly keepAliveMs: number;
}

/** A head that was let in: what it stands for is the same whenever it comes again. */
export interface PlainCaller {
  readonly head: PlainHead;
  readonly answerType: AnswerType;
  /** The first lines of all answers. */
  readonly lines: string;
}

/** A request that is answered. */
export interface BegunAnswer {
  readonly requestId: string;
  /** Null: nobody waits for it. Never rejects. */
  readonly answer: HttpAnswer | null | Promise<HttpAnswer | null>;
  /** To be ended when the answer is given. */
  readonly life: RequestLife;
}

/** Answers plain requests as `createRequestHandler` answers all. */
export interface PlainRequests {
  /** Null: Node's server has to look at it, which refuses it or knows what it means. */
  letIn(head: PlainHead): PlainCaller | null;
  /** Null: as `letIn`, and nothing was begun. */
  begin(caller: PlainCaller, body: Buffer, life: RequestLife): BegunAnswer | null;
  /** The answer as it goes over the connection. */
  textOf(caller: PlainCaller, requestId: string, answer: HttpAnswer): string;
}

export function createPlainRequests(options: PlainRequestsOptions): PlainRequests {
  const { parts, door, publicUrl, newId, isDraining } = options;
  const keepAlive = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(options.keepAliveMs / 1_000)}\r\n\r\n`;
  const close = 'Connection: close\r\n\r\n';
  const date = createDateLine(parts.clock);

  return {
    letIn(head) {
      const { headers } = head;
      const answerType = acceptedType(headers['accept']);
      if (answerType === null || !isJson(headers['content-type'] ?? '')) return null;
      if (door.refuse({ headers, rawHeaders: ['host', headers['host'] ?? ''] }) !== null) return null;
      const lines = Object.entries(headersFor({ headers }, publicUrl)).map(([name, value]) => `${name}: ${value}\r\n`);
      return { head, answerType, lines: lines.join('') };
    },
    begin(caller, body, life) {
      // A span of the whole request is for Node's server, and so are farewells.
      if (isTracing() || isDraining()) return null;
      const { headers, authorizations } = caller.head;
      const requestId = requestIdOf(headers['x-request-id'], newId);
      const failed = (error: unknown): HttpAnswer =>
        answerErrors(500, [maskThrown(error, { requestId, log: parts.log })]);
      try {
        const session = parts.options.authenticate(authorizations, null);
        if (session instanceof Promise) {
          // Asked again, and waited for, by Node's server: what becomes of this one is nobody's.
          session.catch(() => undefined);
          return null;
        }
        if (session === null || session === 'UNAVAILABLE') return null;
        const answer = answerInTurn(parts, {
          method: 'POST',
          parse: () => parametersIn(parseBody(body)),
          answerType: caller.answerType,
          info: new PlainInfo(requestId, session, headers, life),
          isGone: () => life.isGone,
        });
        return { requestId, life, answer: answer instanceof Promise ? answer.catch(failed) : answer };
      } catch (error) {
        return { requestId, life, answer: failed(error) };
      }
    },
    textOf(caller, requestId, { status, type, headers, body }) {
      parts.metrics.answered('/graphql', status);
      let text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${caller.lines}x-request-id: ${requestId}\r\n`;
      for (const name in headers) text += `${name}: ${headers[name] ?? ''}\r\n`;
      const length = Buffer.byteLength(body);
      text += `content-type: ${type}; charset=utf-8\r\ncontent-length: ${length}\r\n${date()}`;
      return text + (isDraining() ? close : keepAlive) + body;
    },
  };
}

class PlainInfo implements RequestInfo {
  readonly requestId: string;
  readonly transport = 'http';
  readonly session: Session;
  readonly headers: RequestInfo['headers'];
  readonly #life: RequestLife;

  constructor(requestId: string, session: Session, headers: RequestInfo['headers'], life: RequestLife) {
    this.requestId = requestId;
    this.session = session;
    this.headers = headers;
    this.#life = life;
  }

  get remoteAddress(): string | null {
    return this.#life.remoteAddress;
  }

  get signal(): AbortSignal {
    return this.#life.signal;
  }
}

/** The Date header, of which there is a new one each second. */
function createDateLine(clock: EdgeParts['clock']): () => string {
  let second = -1;
  let line = '';
  return () => {
    const now = Math.floor(clock.now() / 1_000);
    if (now !== second) {
      second = now;
      line = `Date: ${new Date(now * 1_000).toUTCString()}\r\n`;
    }
    return line;
  };
}
