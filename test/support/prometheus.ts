import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { createProcessGroup } from './process-group.ts';
import { everythingIsMandatory } from './real-clusters.ts';
import { waitFor } from './wait-for.ts';

/** A Prometheus of one's own, on a port of 127.0.0.1. */
export interface Prometheus {
  /** Without `/api/v1`. */
  readonly url: string;
  /** Asks its API itself: the values of each series of a range query, by its labels. */
  range(
    query: string,
    range: { readonly start: number; readonly end: number; readonly step: number },
  ): Promise<
    readonly { readonly metric: Readonly<Record<string, string>>; readonly values: readonly [number, string][] }[]
  >;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

export interface PrometheusOptions {
  /** What it knows from the beginning: the text format of OpenMetrics, with timestamps in seconds and `# EOF` at its end. */
  readonly history?: string;
  /** What it scrapes each second, such as `http://127.0.0.1:40123/metrics`; absent: nothing. */
  readonly scrapes?: string;
}

const run = promisify(execFile);

/**
 * Whether this run has Prometheus: `available`; `unwanted` (`npm run test:quick`); or `missing`. Where everything is mandatory it
 * counts as available, so that the suites run, and fail with the reason.
 */
export function realPrometheus(env: NodeJS.ProcessEnv = process.env): 'available' | 'unwanted' | 'missing' {
  if (env['TENANTRY_TEST_QUICK'] === '1') return 'unwanted';
  const installed = ['prometheus', 'promtool'].every((name) => findProgram(name) !== undefined);
  return everythingIsMandatory(env) || installed ? 'available' : 'missing';
}

/**
 * Starts a Prometheus. It ends with the process that started it, however that ends.
 *
 * @throws Error where it is not installed, or with the end of its log when it does not come up
 */
export async function startPrometheus({ history, scrapes }: PrometheusOptions): Promise<Prometheus> {
  const [program, tool] = [findProgram('prometheus'), findProgram('promtool')];
  if (program === undefined || tool === undefined) {
    throw new Error('Prometheus is not installed: apt-get install prometheus');
  }
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-prometheus-'));
  const processes = createProcessGroup(folder);
  const data = join(folder, 'data');
  mkdirSync(data);
  // JSON is YAML.
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify({ scrape_configs: jobsFor(scrapes) }));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  try {
    if (history !== undefined) {
      writeFileSync(join(folder, 'history.txt'), history);
      await run(tool, ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'history.txt'), data]);
    }
    processes.start('prometheus', program, [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    await waitFor('Prometheus is ready', async () => {
      processes.assertRunning('prometheus');
      return (await fetch(`${url}/-/ready`)).ok;
    });
  } catch (error) {
    const log = processes.logTail('prometheus');
    await processes.stop();
    throw new Error(`Prometheus did not come up.\n${log}`, { cause: error });
  }
  return {
    url,
    async range(query, { start, end, step }) {
      const body = new URLSearchParams({ query, start: `${start}`, end: `${end}`, step: `${step}` });
      const response = await fetch(`${url}/api/v1/query_range`, { method: 'POST', body });
      const answer = (await response.json()) as { data?: { result: Awaited<ReturnType<Prometheus['range']>> } };
      if (answer.data === undefined) throw new Error(`${query}: ${JSON.stringify(answer)}`);
      return answer.data.result;
    },
    stop: () => processes.stop(),
  };
}

function jobsFor(scraped: string | undefined): readonly object[] {
  if (scraped === undefined) return [];
  const { host, pathname } = new URL(scraped);
  const often = { scrape_interval: '1s', scrape_timeout: '1s' };
  return [{ job_name: 'pods', ...often, metrics_path: pathname, static_configs: [{ targets: [host] }] }];
}

function findProgram(name: string): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...onPath, '/usr/bin'].map((folder) => join(folder, name)).find((path) => existsSync(path));
}
