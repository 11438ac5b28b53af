import { context, diag, DiagLogLevel, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Log } from '../lib/log.ts';

/** Where traces go, and how many. */
export interface TracingConfig {
  /** Of the collector's OTLP over HTTP, whole: `http://127.0.0.1:4318/v1/traces`. */
  readonly tracesUrl: string;
  /** Sent with each export; they may hold a secret. */
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** The share of traces that is recorded, 0 to 1; one that a caller records already goes on being recorded. */
  readonly ratio: number;
}

export interface Tracing {
  /** Sends what is left, for at most `timeoutMs` milliseconds. Never rejects. */
  close(timeoutMs: number): Promise<void>;
}

/**
 * Lets `inSpan` record, and sends what it records to a collector (OTLP over HTTP, in batches; what a collector cannot take is
 * dropped after 2,048 spans). For the whole process: once.
 */
export function startTracing(
  { tracesUrl, headers, serviceName, ratio }: TracingConfig,
  version: string,
  log: Log,
): Tracing {
  const said = (message: string): void => log.warn({}, `traces: ${message}`);
  diag.setLogger({ error: said, warn: said, info() {}, debug() {}, verbose() {} }, DiagLogLevel.WARN);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': version }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: tracesUrl, headers: { ...headers }, timeoutMillis: 5_000 }),
        scheduledDelayMillis: 1_000,
      }),
    ],
  });
  trace.setGlobalTracerProvider(provider);
  return {
    async close(timeoutMs) {
      const ended = provider.shutdown().catch((error: unknown) => said(String(error)));
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, timeoutMs);
      await Promise.race([ended, late]);
      clearTimeout(timer);
    },
  };
}
