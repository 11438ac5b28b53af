import type { ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import type { Readiness } from './edge.ts';
import { respondJson } from './respond.ts';

/** The process is up. */
export function respondHealth(response: ServerResponse): void {
  respondJson(response, 200, { status: 'ok' });
}

/** Whether queries answer for every cluster by now: 200 or 503, with the clusters that are awaited. */
export function respondReadiness(response: ServerResponse, readiness: Readiness, draining: boolean): void {
  const ready = readiness.ready && !draining;
  const status = draining ? 'stopping' : ready ? 'ready' : 'starting';
  const { awaiting, problems = [] } = readiness;
  respondJson(response, ready ? 200 : 503, { status, ready, awaiting, problems });
}

/** Metrics in the text format of Prometheus. */
export async function respondMetrics(response: ServerResponse, registry: Registry): Promise<void> {
  const text = await registry.metrics();
  response.writeHead(200, { 'content-type': registry.contentType, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
