import type { PrometheusSource } from '../../domain/clusters/cluster-definition.ts';
import { isFile } from '../../lib/is-file.ts';

/** The field `prometheus` of a cluster file, in the form of `clusters/cluster.schema.json`. */
export type WrittenPrometheus = Pick<
  PrometheusSource,
  'url' | 'clusterLabel' | 'tokenFile' | 'caFile' | 'orgId' | 'reusedNamespaces'
> & {
  readonly labels?: Partial<PrometheusSource['labels']>;
  readonly scrapeSeconds?: number;
};

/** Prometheus' own default is a minute; most installations have half of it. */
const defaultScrapeSeconds = 30;

/**
 * What a valid field says, with what it leaves out.
 * @param absolute makes a path absolute that is relative to the file
 * @param mistake is told what the schema cannot see
 */
export async function readPrometheusSource(
  { labels, scrapeSeconds, ...written }: WrittenPrometheus,
  absolute: (path: string) => string,
  mistake: (field: string, message: string) => void,
): Promise<PrometheusSource> {
  const url = URL.canParse(written.url) ? new URL(written.url) : new URL('https://invalid.example');
  if (!URL.canParse(written.url)) mistake('url', 'Is no address. Write, for example: https://prometheus.example.com');
  const files: { tokenFile?: string; caFile?: string } = {};
  for (const field of ['tokenFile', 'caFile'] as const) {
    const path = written[field];
    if (path === undefined) continue;
    files[field] = absolute(path);
    if (!(await isFile(absolute(path)))) {
      mistake(field, `${absolute(path)} is not a file. Paths are relative to this file.`);
    }
  }
  if (written.tokenFile !== undefined && url.protocol === 'http:' && !isLoopback(url.hostname)) {
    mistake('tokenFile', 'The token would go over the network for all to read. Write a url with https, or remove it.');
  }
  return {
    ...written,
    ...files,
    // One spelling, so that clusters with one backend are found to have one.
    url: url.href.replace(/\/+$/, ''),
    labels: { namespace: 'namespace', pod: 'pod', ...labels },
    scrapeSeconds: scrapeSeconds ?? defaultScrapeSeconds,
  };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
