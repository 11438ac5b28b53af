/** What one caller may ask for at once. The same on HTTP, WebSocket and SSE. */
export interface Limits {
  /** Bytes of an HTTP body, and of a WebSocket message. */
  readonly bodyBytes: number;
  /** UTF-8 bytes of a GraphQL document, comments included. */
  readonly documentBytes: number;
  /** UTF-8 bytes of any other text in a request: of a value, a name, an extension. */
  readonly textBytes: number;
  /** Lines of a document, comments included: to find the place of an error, lines are counted. */
  readonly lines: number;
  /** Lexical tokens of a document, comments excluded. */
  readonly tokens: number;
  /** Nesting of fields in an operation, fragments expanded. */
  readonly depth: number;
  /** Fields of an operation, and of the whole document, fragments expanded. */
  readonly fields: number;
  /** Fields of one selection set that answer under the same name, fragments expanded: checking that they agree is quadratic. */
  readonly sameName: number;
  /** Fields at the root of an operation, fragments expanded. */
  readonly rootFields: number;
  /** Fields at the root of a mutation: they run one after the other, and each is recorded. */
  readonly mutations: number;
  /** Aliases of an operation, fragments expanded. */
  readonly aliases: number;
  /** What one operation may cost: items of its lists, nested ones multiplied, with the sizes that it asks for. */
  readonly cost: number;
  /** How many times the fields of the standard introspection query the introspection of a document may answer with. */
  readonly introspection: number;
  /** Variables that a document declares. */
  readonly variables: number;
  /** Nesting of lists and objects in the variables. */
  readonly variableDepth: number;
  /** Values in the variables, each list, object and leaf counted. */
  readonly variableValues: number;
  /** Requests of one caller that run at once; what streams counts only until it has begun. */
  readonly runningPerCaller: number;
  /** Requests of one caller that wait for their turn. */
  readonly waitingPerCaller: number;
  /** Operations that run at the same time on one WebSocket. */
  readonly operationsPerSocket: number;
  /** Open WebSockets. */
  readonly sockets: number;
  /** Open SSE streams. */
  readonly eventStreams: number;
}

export const defaultLimits: Limits = {
  bodyBytes: 3 * 1024 * 1024,
  documentBytes: 256 * 1024,
  textBytes: 256 * 1024,
  lines: 10_000,
  tokens: 10_000,
  depth: 20,
  fields: 2_000,
  sameName: 50,
  rootFields: 50,
  mutations: 10,
  aliases: 200,
  cost: 100_000,
  introspection: 1.5,
  variables: 200,
  variableDepth: 32,
  variableValues: 5_000,
  runningPerCaller: 500,
  waitingPerCaller: 2_000,
  operationsPerSocket: 100,
  sockets: 1_000,
  eventStreams: 1_000,
};

/** How long the edge waits for what; milliseconds. */
export interface Timeouts {
  /** For all headers of a request. */
  readonly headersMs: number;
  /** For a whole request, body included. */
  readonly requestMs: number;
  /** Between two requests on one connection. */
  readonly keepAliveMs: number;
  /** For the answer to a query or mutation, its turn included. */
  readonly deadlineMs: number;
  /** For `connection_init` on a WebSocket. */
  readonly initMs: number;
  /** Between two pings on a WebSocket, and two heartbeats on SSE; an unanswered ping ends the socket after as long again. */
  readonly heartbeatMs: number;
  /** Until a reader that takes nothing off its stream is dropped. */
  readonly slowReaderMs: number;
}

export const defaultTimeouts: Timeouts = {
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 65_000,
  deadlineMs: 30_000,
  initMs: 3_000,
  heartbeatMs: 12_000,
  slowReaderMs: 30_000,
};
