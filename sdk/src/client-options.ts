/** The part of `fetch` that the client uses. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body: string; signal: AbortSignal },
) => Promise<{ readonly status: number; text(): Promise<string> }>;

export interface ClientOptions {
  /** Where the gateway answers, such as `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  /** Where its WebSocket answers. Default: `url` with `ws:` or `wss:`. */
  readonly webSocketUrl?: string;
  /** Default: the runtime's own. */
  readonly fetch?: Fetch;
  /**
   * The token that says who calls: sent with each query and mutation, and when a WebSocket opens. A function is asked each
   * time; a stream whose token has ended goes on with the next one that it gives.
   */
  readonly token?: string | (() => string | Promise<string>);
  /** Sent with each query and mutation; a function is asked each time. */
  readonly headers?: Readonly<Record<string, string>> | (() => Promise<Readonly<Record<string, string>>>);
  /** Sent when a WebSocket opens, where browsers cannot send headers; a function is asked each time. */
  readonly connectionParams?: Readonly<Record<string, unknown>> | (() => Promise<Readonly<Record<string, unknown>>>);
  /** A class like the browsers' WebSocket, such as that of the package `ws`, for runtimes without one of their own. */
  readonly webSocketImpl?: unknown;
  /** How long a query or a mutation may take, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
  /** How often a stream asks whether the gateway is still there, in milliseconds; one that does not answer for as long is left. Default 10,000. */
  readonly pingMs?: number;
  /** How long to wait before the given attempt (1, 2 …) to connect a stream again, in milliseconds. Default: 250 to 10,000, growing. */
  readonly reconnectDelayMs?: (attempt: number) => number;
}

/** Of one call. */
export interface CallOptions {
  /** Ends the call, or the stream, when it aborts. */
  readonly signal?: AbortSignal;
}
