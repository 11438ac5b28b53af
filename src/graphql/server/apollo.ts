import { ApolloServer, HeaderMap } from '@apollo/server';
import type { ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Log } from '../../lib/log.ts';
import { maskErrors } from '../errors.ts';
import type { GraphQLParameters } from './graphql-parameters.ts';
import { outcomeOf } from './operations.ts';
import type { PreparedOperation } from './prepare.ts';

/** One prepared operation on its way through Apollo Server. */
export interface ApolloRequest {
  readonly requestId: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  /** The URL's search part with its question mark, or ''. */
  readonly search: string;
  readonly parameters: GraphQLParameters;
  readonly prepared: PreparedOperation;
  readonly context: object;
}

/** Apollo Server's answer. */
export interface ApolloAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `ok`, or the code of the first error. */
  readonly outcome: string;
}

export interface Apollo {
  start(): Promise<void>;
  stop(): Promise<void>;
  execute(request: ApolloRequest): Promise<ApolloAnswer>;
}

/**
 * Apollo Server behind the edge: it executes what `prepare` let through. Documents are handed over by their hash, so that
 * nothing is parsed or validated twice; plugins that would work on every field are off.
 */
export function createApollo(schema: GraphQLSchema, log: Log): Apollo {
  const underWay = new Map<string, { readonly document: DocumentNode; uses: number }>();
  /** By the request object that Apollo passes on to its plugins. */
  const about = new WeakMap<object, { readonly requestId: string; outcome: string }>();

  const masking: ApolloServerPlugin = {
    async requestDidStart({ request }) {
      const mine = request.http && about.get(request.http);
      return {
        async willSendResponse({ errors, response }) {
          if (response.body.kind !== 'single' || !errors || errors.length === 0) return;
          const masked = maskErrors(errors, { requestId: mine?.requestId ?? 'unknown', log });
          if (mine) mine.outcome = outcomeOf(masked);
          response.body.singleResult = { ...response.body.singleResult, errors: masked };
        },
      };
    },
  };

  const say = (level: 'debug' | 'info' | 'warn' | 'error') => (message: unknown) =>
    log[level]({ component: 'apollo' }, String(message));
  const server = new ApolloServer({
    schema,
    nodeEnv: 'production',
    introspection: true,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    logger: { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') },
    documentStore: {
      // Keys are a prefix and the hash.
      get: (key) => Promise.resolve(underWay.get(key.slice(-64))?.document),
      set: () => Promise.resolve(),
      delete: () => Promise.resolve(true),
    },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      masking,
    ],
  });

  return {
    start: () => server.start(),
    stop: () => server.stop(),
    async execute({ requestId, method, headers, search, parameters, prepared, context }) {
      const { hash, document } = prepared;
      const entry = underWay.get(hash) ?? { document, uses: 0 };
      entry.uses += 1;
      underWay.set(hash, entry);
      try {
        const httpGraphQLRequest = {
          method,
          headers: new HeaderMap(Object.entries(headers)),
          search,
          body: method === 'POST' ? parameters : undefined,
        };
        const mine = { requestId, outcome: 'ok' };
        about.set(httpGraphQLRequest, mine);
        const answer = await server.executeHTTPGraphQLRequest({
          httpGraphQLRequest,
          context: () => Promise.resolve(context),
        });
        if (answer.body.kind !== 'complete') throw new Error('Apollo Server answered in parts.');
        return {
          status: answer.status ?? 200,
          headers: Object.fromEntries(answer.headers),
          body: answer.body.string,
          outcome: mine.outcome,
        };
      } finally {
        entry.uses -= 1;
        if (entry.uses === 0) underWay.delete(hash);
      }
    },
  };
}
