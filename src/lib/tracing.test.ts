import { setImmediate as turn } from 'node:timers/promises';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inSpan, traceFields, traceHeaders, untraced } from './tracing.ts';

const recorded = new InMemorySpanExporter();

/** A span ends a turn behind its work. */
async function names(): Promise<readonly string[]> {
  await turn();
  return recorded.getFinishedSpans().map(({ name }) => name);
}

beforeEach(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: recorded })] }),
  );
});
afterEach(() => {
  recorded.reset();
  for (const api of [context, propagation, trace]) api.disable();
});

describe('work in a trace', () => {
  it('goes along to whom it calls, also behind what is waited for', async () => {
    const headers = await inSpan({ name: 'request' }, async () => {
      await Promise.resolve();
      return inSpan({ name: 'call', onlyWithin: true }, () => traceHeaders());
    });
    expect(await names()).toEqual(['call', 'request']);
    const [call] = recorded.getFinishedSpans();
    const { traceId = '', spanId = '' } = call?.spanContext() ?? {};
    expect(headers).toMatchObject({ traceparent: `00-${traceId}-${spanId}-01` });
  });

  it('is left by what is for many, and goes on when whoever began it is served', async () => {
    const polled = await inSpan({ name: 'request' }, () =>
      untraced(async () => {
        await Promise.resolve();
        return inSpan({ name: 'poll', onlyWithin: true }, () => ({ headers: traceHeaders(), fields: traceFields() }));
      }),
    );
    expect(polled).toEqual({ headers: {}, fields: {} });
    expect(await names()).toEqual(['request']);
  });
});
