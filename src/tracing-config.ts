import type { TracingConfig } from './telemetry/start-tracing.ts';

const defaultEndpoint = 'http://127.0.0.1:4318';

/** Names of the settings that `readTracingConfig` reads: OpenTelemetry's own. */
export const tracingSettings: readonly string[] = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_SERVICE_NAME',
  'OTEL_TRACES_SAMPLER_ARG',
];

/** Of `--help`. */
export const tracingHelp = `  OTEL_EXPORTER_OTLP_ENDPOINT
                       collector that traces are sent to, OTLP over HTTP: ${defaultEndpoint} (none);
                       with OTEL_EXPORTER_OTLP_HEADERS, OTEL_SERVICE_NAME (tenantry) and
                       OTEL_TRACES_SAMPLER_ARG, the share of traces to record (1)`;

/**
 * Reads and checks the settings of traces; null: none are made. Each mistake says what to write instead, and repeats no header.
 * The names and forms are those of OpenTelemetry: https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function readTracingConfig(
  setting: (name: string) => string | undefined,
  mistakes: string[],
): TracingConfig | null {
  const endpoint = setting('OTEL_EXPORTER_OTLP_ENDPOINT');
  if (endpoint === undefined) return null;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    mistakes.push(
      `OTEL_EXPORTER_OTLP_ENDPOINT: not http:// or https:// and a host. Write where the collector takes OTLP over HTTP: OTEL_EXPORTER_OTLP_ENDPOINT=${defaultEndpoint}`,
    );
    return null;
  }
  return {
    tracesUrl: `${url.href.replace(/\/$/, '')}/v1/traces`,
    headers: readHeaders(setting('OTEL_EXPORTER_OTLP_HEADERS'), mistakes),
    serviceName: setting('OTEL_SERVICE_NAME') ?? 'tenantry',
    ratio: readRatio(setting('OTEL_TRACES_SAMPLER_ARG'), mistakes),
  };
}

/** `name=value,name=value`, the values percent-encoded, as W3C's Baggage has it. */
function readHeaders(value: string | undefined, mistakes: string[]): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [index, entry] of (value ?? '').split(',').entries()) {
    if (entry.trim() === '') continue;
    const [, name, encoded] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(.*?)\s*$/.exec(entry) ?? [];
    const decoded = encoded === undefined ? null : decode(encoded);
    if (name !== undefined && decoded !== null) headers[name] = decoded;
    else {
      mistakes.push(
        `OTEL_EXPORTER_OTLP_HEADERS: entry ${index + 1} is not NAME=VALUE. Write entries with commas between them, and percent-encode what is neither letter nor digit in values: OTEL_EXPORTER_OTLP_HEADERS=x-api-key=KEY`,
      );
    }
  }
  return headers;
}

function decode(encoded: string): string | null {
  try {
    const value = decodeURIComponent(encoded);
    return /^[\t\u0020-\u007e]*$/.test(value) ? value : null;
  } catch {
    return null;
  }
}

function readRatio(value: string | undefined, mistakes: string[]): number {
  if (value === undefined) return 1;
  if (/^(0|1|0?\.\d+|1\.0+)$/.test(value)) return Number(value);
  mistakes.push(
    `OTEL_TRACES_SAMPLER_ARG: ${JSON.stringify(value)} is not a share. Write a number from 0 to 1: OTEL_TRACES_SAMPLER_ARG=0.1`,
  );
  return 1;
}
