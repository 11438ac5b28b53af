import { describe, expect, it } from 'vitest';
import { readTracingConfig } from './tracing-config.ts';

function read(env: Readonly<Record<string, string>>) {
  const mistakes: string[] = [];
  return { tracing: readTracingConfig((name) => env[name], mistakes), mistakes };
}

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com/otlp/' };

describe('readTracingConfig', () => {
  it('makes no traces unless it is told where they go', () => {
    expect(read({ OTEL_SERVICE_NAME: 'x' })).toEqual({ tracing: null, mistakes: [] });
  });

  it('reads the names and forms of OpenTelemetry', () => {
    const given = {
      ...endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=a%3Db, x-team = platform ',
      OTEL_SERVICE_NAME: 'tenantry-eu',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
    };
    expect(read(given)).toEqual({
      tracing: {
        tracesUrl: 'https://collector.example.com/otlp/v1/traces',
        headers: { 'x-api-key': 'a=b', 'x-team': 'platform' },
        serviceName: 'tenantry-eu',
        ratio: 0.25,
      },
      mistakes: [],
    });
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' }],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c/?key=hunter2' }],
    ['OTEL_EXPORTER_OTLP_HEADERS', { ...endpoint, OTEL_EXPORTER_OTLP_HEADERS: 'a=b,hunter2' }],
    ['OTEL_EXPORTER_OTLP_HEADERS', { ...endpoint, OTEL_EXPORTER_OTLP_HEADERS: 'a=hunter2%0D%0Ab: c' }],
    ['OTEL_TRACES_SAMPLER_ARG', { ...endpoint, OTEL_TRACES_SAMPLER_ARG: '50%' }],
  ])('says what is wrong with %s, and repeats no secret', (name, env) => {
    const { mistakes } = read(env);
    expect(mistakes).toEqual([expect.stringMatching(new RegExp(`^${name}: .* ${name}=`))]);
    expect(mistakes.join()).not.toContain('hunter2');
  });
});
