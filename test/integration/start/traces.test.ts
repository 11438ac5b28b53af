import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { at } from '../../../src/graphql/testing/at.ts';
import { startGatewayProcess } from '../../support/gateway-process.ts';
import { startDemoClusters } from '../../support/demo-clusters.ts';
import { waitFor } from '../../support/wait-for.ts';

// What a collector gets, as OTLP's JSON has it: https://github.com/open-telemetry/opentelemetry-proto

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}
interface Export {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

const serverKind = 2;
const clientKind = 3;
const callerTrace = '0af7651916cd43dd8448eb211c80319c';
const callerSpan = 'b7ad6b7169203331';

async function startCollector() {
  const spans: Span[] = [];
  const headers: unknown[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      headers.push(request.headers['x-api-key']);
      const { resourceSpans } = JSON.parse(body) as Export;
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans, headers };
}

const attribute = (span: Span | undefined, name: string): unknown =>
  Object.values(span?.attributes.find(({ key }) => key === name)?.value ?? {})[0];

it('a request is followed from its caller to the clusters, in one trace, without what its variables hold', async () => {
  const collector = await startCollector();
  await using gateway = startGatewayProcess([], {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=collector%20key',
    LOG_LEVEL: 'info',
  });
  const url = await gateway.url();
  const ask = async (query: string, variables: object): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', traceparent: `00-${callerTrace}-${callerSpan}-01` };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })).json();
  };
  const found = await ask(
    'query Find($env: String!) { app(tenant: "acme", environment: $env, name: "storefront") { id } }',
    { env: 'staging' },
  );
  const reason = 'because hunter2 is my password';
  const scaled = await ask(
    'mutation Scale($app: ID!, $reason: String) { scaleApp(input: { app: $app, replicas: 3, reason: $reason }) { operation { id } problems { code } } }',
    { app: at(found, 'data.app.id'), reason },
  );
  expect(at(scaled, 'data.scaleApp.problems')).toEqual([]);

  const ofTrace = () => collector.spans.filter(({ traceId }) => traceId === callerTrace);
  const named = (name: string) => ofTrace().find((span) => span.name === name);
  const isPatch = ({ kind, name }: Span) => kind === clientKind && name === 'PATCH';
  await waitFor('the patch is in the trace', () => Promise.resolve(ofTrace().some(isPatch)));
  await waitFor('the mutation is in the trace', () => Promise.resolve(named('mutation') !== undefined));
  const mutation = named('mutation');
  const request = ofTrace().find(({ spanId }) => spanId === mutation?.parentSpanId);
  expect(request).toMatchObject({ name: 'POST /graphql', kind: serverKind, parentSpanId: callerSpan });
  expect(attribute(request, 'http.response.status_code')).toBe(200);
  expect(attribute(mutation, 'graphql.operation.name')).toBe('Scale');
  expect(attribute(named('query'), 'graphql.operation.name')).toBe('Find');
  expect(attribute(ofTrace().find(isPatch), 'k8s.cluster.name')).toEqual(expect.any(String));
  expect(await gateway.logged(/operation accepted/)).toContain(callerTrace);

  // Lists, watches and probes of the gateway itself, and requests for probes, are in no trace.
  expect(collector.spans.filter(({ traceId }) => traceId !== callerTrace)).toEqual([]);
  expect(new Set(collector.headers)).toEqual(new Set(['collector key']));
  expect(JSON.stringify(collector.spans)).not.toContain('hunter2');
});

it('a request for logs and series is followed to its API servers and its Prometheus', async () => {
  const collector = await startCollector();
  const { url: prometheus, traceparents } = await startBackend();
  const demo = await startDemoClusters((name) => ({
    prometheus: { url: `${prometheus}/prometheus`, clusterLabel: { name: 'cluster', value: name } },
  }));
  onTestFinished(() => demo.close());
  await using gateway = startGatewayProcess([], {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    TENANTRY_CLUSTERS: demo.folder,
  });
  const url = await gateway.url();
  const post = async (query: string, more: Readonly<Record<string, string>> = {}): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', ...more };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
  };
  const on = 'app(tenant: "acme", environment: "staging", name: "storefront")';
  await waitFor('its pods run', async () =>
    JSON.stringify(await post(`{ ${on} { pods { nodes { phase } } } }`)).includes('RUNNING'),
  );
  const asked = `{ ${on} { logs(tail: 5) { lines { message } } metrics(names: ["cpu"]) { series { points { value } } } } }`;
  const told = await post(asked, { traceparent: `00-${callerTrace}-${callerSpan}-01` });
  const lines = at(told, 'data.app.logs.lines');
  expect(lines).toEqual(Array.from({ length: 5 }, () => ({ message: expect.any(String) as string })));

  const ofTrace = () => collector.spans.filter(({ traceId }) => traceId === callerTrace);
  await waitFor('the trace has come', () => Promise.resolve(ofTrace().some(({ kind }) => kind === serverKind)));
  const parentOf = ({ parentSpanId }: Span) => ofTrace().find(({ spanId }) => spanId === parentSpanId);

  const queried = ofTrace().filter((span) => attribute(span, 'tenantry.call') === 'query Prometheus');
  expect(queried.map(({ kind, name }) => [kind, name])).toEqual([[clientKind, 'POST']]);
  const [call] = queried;
  expect(attribute(call, 'url.path')).toBe('/prometheus/api/v1/query_range');
  expect(attribute(call, 'http.response.status_code')).toBe(200);
  expect(call && parentOf(call)?.name).toBe('load series');
  expect(traceparents).toEqual([`00-${callerTrace}-${call?.spanId}-01`]);

  const reads = ofTrace().filter(({ name }) => name === 'read log');
  expect(reads.length).toBeGreaterThan(0);
  expect(reads.map((span) => attribute(span, 'k8s.namespace.name'))).toContain('acme-staging');
  const opened = ofTrace().filter((span) => String(attribute(span, 'url.path')).endsWith('/log'));
  expect(opened.map((span) => parentOf(span)?.name)).toEqual(opened.map(() => 'read log'));
  expect(opened.length).toBe(reads.length);
  const counted = reads.map((span) => Number(attribute(span, 'tenantry.log.lines')));
  expect(counted.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(5);
  // What they wrote is nobody's business but the caller's.
  const [{ message }] = lines as [{ readonly message: string }];
  expect(JSON.stringify(collector.spans)).not.toContain(message);
}, 120_000);

/** A backend that has no series, and keeps which traces its calls are of. */
async function startBackend() {
  const traceparents: unknown[] = [];
  const server = createServer((request, response) => {
    traceparents.push(request.headers.traceparent);
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [] } }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, traceparents };
}

it('a collector that is away or refuses costs nothing but its traces, and the gateway says so without its key', async () => {
  await using gateway = startGatewayProcess([], {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=collector-key-hunter2',
    LOG_LEVEL: 'warn',
  });
  const url = await gateway.url();
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ viewer { name } }"}',
  });
  expect(at(await answer.json(), 'data.viewer.name')).toEqual(expect.any(String));
  await gateway.logged(/traces: /);
  gateway.signal('SIGTERM');
  const { code, stderr } = await gateway.ended;
  expect(code).toBe(0);
  expect(stderr).not.toContain('hunter2');
});
