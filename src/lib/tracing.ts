import {
  context,
  propagation,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { Attributes, Span } from '@opentelemetry/api';
import { redact } from './redact.ts';

/** What a span is told: texts pass through `redact`, here and nowhere else. Names by OpenTelemetry's semantic conventions. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanSpec {
  /** Of few different values: `query`, `load operationById`. What varies is an attribute. */
  readonly name: string;
  /** SERVER: a request that came in. CLIENT: one that goes out. Default: work in between. */
  readonly kind?: 'SERVER' | 'CLIENT';
  readonly attributes?: SpanAttributes;
  /** Only as a part of a trace that goes on already: no trace of its own. Default: false. */
  readonly onlyWithin?: boolean;
  /** Of the request that came in: the caller's trace goes on here. */
  readonly from?: Readonly<Record<string, unknown>>;
}

/** A span while its work goes on. */
export interface OpenSpan {
  /** In place of the name that it began with. */
  rename(name: string): void;
  set(attributes: SpanAttributes): void;
  /** It did not come to what it was for. */
  failed(message: string): void;
}

const kinds = { SERVER: SpanKind.SERVER, CLIENT: SpanKind.CLIENT } as const;
const tracer = trace.getTracer('tenantry');

/** Whether spans can be recorded in this process: what only makes up what they would tell needs not be done where they cannot. */
export function isTracing(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer('tenantry') !== undefined;
}

/**
 * Does some work as a span of the trace that the caller is in. What is thrown or rejected marks the span as failed and goes on.
 * Where nothing is traced it costs next to nothing.
 */
export function inSpan<T>({ name, kind, attributes, onlyWithin, from }: SpanSpec, work: (span: OpenSpan) => T): T {
  if (onlyWithin === true && trace.getActiveSpan() === undefined) return work(none);
  const parent = from === undefined ? context.active() : propagation.extract(context.active(), from);
  const options = kind === undefined ? {} : { kind: kinds[kind] };
  return tracer.startActiveSpan(name, options, parent, (span) => {
    // On the way of each request, where mostly nothing is recorded.
    if (!span.isRecording()) return work(none);
    if (attributes !== undefined) set(span, attributes);
    let result: T;
    try {
      result = work(openSpan(span));
    } catch (error) {
      fail(span, error);
      span.end();
      throw error;
    }
    if (!(result instanceof Promise)) {
      span.end();
      return result;
    }
    const settled: Promise<unknown> = result;
    settled.catch((error: unknown) => fail(span, error)).finally(() => span.end());
    return result;
  });
}

/** Does some work that is for many, and goes on when whoever began it is served: it is in no trace. */
export function untraced<T>(work: () => T): T {
  return context.with(ROOT_CONTEXT, work);
}

/** The headers that take the present trace along to whom a request goes; none where nothing is traced. */
export function traceHeaders(): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

/** For log lines: the trace that is being recorded now. */
export function traceFields(): { readonly trace_id?: string; readonly span_id?: string } {
  const span = trace.getActiveSpan();
  if (span === undefined || !span.isRecording()) return {};
  const { traceId, spanId } = span.spanContext();
  return { trace_id: traceId, span_id: spanId };
}

const none: OpenSpan = { rename() {}, set() {}, failed() {} };

function openSpan(span: Span): OpenSpan {
  return {
    rename: (name) => span.updateName(name),
    set: (attributes) => set(span, attributes),
    failed: (message) => span.setStatus({ code: SpanStatusCode.ERROR, message: redact(message) }),
  };
}

function set(span: Span, attributes: SpanAttributes): void {
  const safe: Attributes = {};
  for (const [name, value] of Object.entries(attributes))
    safe[name] = typeof value === 'string' ? redact(value) : value;
  span.setAttributes(safe);
}

function fail(span: Span, error: unknown): void {
  const message = error instanceof Error ? error.message : typeof error;
  span.setStatus({ code: SpanStatusCode.ERROR, message: redact(message) });
}
