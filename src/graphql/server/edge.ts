import type { GraphQLSchema } from 'graphql';
import type { Registry } from 'prom-client';
import type { Authenticate, Session } from '../../auth/session.ts';
import type { SignOnAudit } from '../../domain/audit/sign-on-audit.ts';
import type { Budgets } from '../../domain/budgets/budgets.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Keeping } from '../execution/keeping.ts';
import type { Rates } from './admission.ts';
import type { Limits, Timeouts } from './limits.ts';
import type { BrowserLogin } from './login-routes.ts';

/** Who asks, and how: what a context is made from. */
export interface RequestInfo {
  /** From the header `x-request-id`, or minted; on a WebSocket each operation has its own. In every log line and masked error. */
  readonly requestId: string;
  readonly transport: 'http' | 'websocket' | 'sse';
  /** Who asks. */
  readonly session: Session;
  /** Lower-case names, without Authorization. Of a WebSocket none: thousands are open, and nothing asks for those of the upgrade. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The IP address at the other end of the TCP connection; null where it was gone already. */
  readonly remoteAddress: string | null;
  /** Aborted when the caller is gone or the operation is over. */
  readonly signal: AbortSignal;
}

/** What `GET /readyz` tells. */
export interface Readiness {
  readonly ready: boolean;
  /** Names of the clusters whose first sync is awaited. */
  readonly awaiting: readonly string[];
  /** What is wrong with how clusters are configured, for the operator; it keeps nothing else from being ready. */
  readonly problems?: readonly string[];
}

/** An operation that GraphiQL offers, one tab each. */
export interface ExampleOperation {
  readonly query: string;
  /** JSON text. */
  readonly variables?: string;
}

export interface EdgeOptions {
  readonly schema: GraphQLSchema;
  /** Asked once a request, or once a WebSocket; twice where the answer is not at hand at first. Probes, metrics and GraphiQL's own files are for everyone who reaches the port. */
  readonly authenticate: Authenticate;
  /** Is told who signs on and off, and who is refused. Default: nobody is. */
  readonly signOns?: Pick<SignOnAudit, 'signedOn' | 'signedOff' | 'refused'>;
  /**
   * The context of one execution. Called once for a query or mutation, once for the start of a subscription and once for
   * each of its events, so that nothing loaded for one event answers the next. What it throws is masked like every other error.
   */
  contextFor(request: RequestInfo): object | Promise<object>;
  /** What of answers may be kept, to be used again. Default: nothing. */
  readonly keeping?: Keeping;
  readonly readiness: () => Readiness;
  readonly log: Log;
  /** Gets the edge's metrics, and is what `GET /metrics` shows. */
  readonly metrics: Registry;
  readonly clock: Clock;
  /** How people sign on in a browser at this moment; null: they do not. Absent: they never do. */
  readonly login?: () => BrowserLogin | null;
  /** Where a proxy with TLS serves the edge, such as `https://tenantry.example.com`. Its host is an allowed one. */
  readonly publicUrl?: string | null;
  /** `host` or `host:port` as clients write it, beside localhost, 127.0.0.1 and [::1] at the port listened on. */
  readonly allowedHosts?: readonly string[];
  /** Origins of web pages, such as `https://portal.example.com`, that may call beside the edge's own. */
  readonly allowedOrigins?: readonly string[];
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
  /** Where budgets over time are kept, and closed by whoever opened them. Default: in this process. */
  readonly budgets?: Budgets;
  readonly rates?: Partial<Rates>;
  /** Whether the schema can be asked for, and errors suggest names of it. Default: true. */
  readonly introspection?: boolean;
  /** What GraphiQL opens with. */
  readonly examples?: readonly ExampleOperation[];
  /** Mints request ids. Default: random UUIDs. */
  readonly newId?: () => string;
}

/** The way in: GraphQL over HTTP, WebSocket and SSE, GraphiQL, probes and metrics, on one port. */
export interface Edge {
  /** `port` 0 takes a free one. Rejects where the address cannot be had. `url` is such as `http://127.0.0.1:4000/graphql`. */
  listen(host: string, port: number): Promise<{ readonly url: string; readonly port: number }>;
  /**
   * Not ready at once; no new connections; running requests are waited for, for at most `graceMs` milliseconds;
   * WebSockets close with 1001, SSE streams end. Resolves when every connection is gone.
   */
  close(graceMs: number): Promise<void>;
}
