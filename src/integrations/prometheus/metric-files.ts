import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetricCatalog, MetricDefinition } from '../../domain/metrics/metric-definition.ts';
import type { Clock } from '../../lib/clock.ts';
import { formatProblem } from '../../lib/file-problem.ts';
import type { FileProblem } from '../../lib/file-problem.ts';
import { watchFolders } from '../../lib/folder-watcher.ts';
import type { Log } from '../../lib/log.ts';
import { readTextFile } from '../../lib/read-text-file.ts';
import { parseMetrics } from './parse-metrics.ts';

export interface MetricFilesOptions {
  /** Their `*.yaml` files are read; a metric of a later folder stands in place of one of the same name in an earlier. */
  readonly folders: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  /** How messages name a file. */
  readonly display: (path: string) => string;
}

/** The metrics that files declare, followed as they change. */
export interface MetricFiles extends MetricCatalog {
  /** What is wrong now; a file that became wrong stays in use as it last was. */
  readonly problems: readonly FileProblem[];
  close(): Promise<void>;
}

const form = { called: 'a metrics file', maxBytes: 1024 * 1024 };
/** Catches what the watch missed: network file systems tell of nothing. */
const rescanMs = 5_000;
const settleMs = 100;

/** Reads the files of the folders and goes on following them. What is wrong in them is told, and stops nothing. */
export async function openMetricFiles({ folders, clock, log, display }: MetricFilesOptions): Promise<MetricFiles> {
  let inUse: ReadonlyMap<string, readonly MetricDefinition[]> = new Map();
  let definitions: readonly MetricDefinition[] = [];
  let problems: readonly FileProblem[] = [];
  let closed = false;
  let running: Promise<void> = Promise.resolve();
  let cancelNext = (): void => {};
  const watcher = watchFolders({ clock, log, settleMs, onChange: () => void rescan() });

  async function filesOf(folder: string, found: FileProblem[]): Promise<readonly string[]> {
    try {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml') && !name.startsWith('.'));
      return names.sort().map((name) => join(folder, name));
    } catch {
      found.push(problemOf(display(folder), null, 'Cannot be read. Its metrics stay as they were.'));
      return [...inUse.keys()].filter((path) => path.startsWith(join(folder, '/')));
    }
  }

  async function scan(): Promise<void> {
    if (closed) return;
    const found: FileProblem[] = [];
    const next = new Map<string, readonly MetricDefinition[]>();
    const chosen = new Map<string, MetricDefinition>();
    for (const folder of folders) {
      const own = new Map<string, string>();
      for (const path of await filesOf(folder, found)) {
        const metrics = await read(path, found);
        next.set(path, metrics);
        for (const metric of metrics) {
          const other = own.get(metric.name);
          if (other === undefined) {
            own.set(metric.name, path);
            chosen.set(metric.name, metric);
          } else {
            const message = `Is not used: ${display(other)} declares it, too. Give one of the two another name.`;
            found.push(problemOf(display(path), metric.name, message));
          }
        }
      }
    }
    inUse = next;
    definitions = [...chosen.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    tellProblems(found);
    cancelNext();
    cancelNext = closed ? () => {} : clock.after(rescanMs, () => void rescan());
  }

  async function read(path: string, found: FileProblem[]): Promise<readonly MetricDefinition[]> {
    const text = await readTextFile(path, display(path), form);
    const parsed = text.ok ? parseMetrics(text.value, display(path)) : text;
    if (parsed.ok) return parsed.value;
    const before = inUse.get(path);
    const still = before === undefined ? '' : ' (The last valid version stays in use.)';
    found.push(...parsed.failure.map((problem) => ({ ...problem, message: `${problem.message}${still}` })));
    return before ?? [];
  }

  /** Each problem is logged once, when it is new. */
  function tellProblems(found: readonly FileProblem[]): void {
    const before = new Set(problems.map(formatProblem));
    const now = new Set(found.map(formatProblem));
    for (const text of now) if (!before.has(text)) log.error({}, text);
    for (const text of before) if (!now.has(text)) log.info({}, `mended: ${text}`);
    problems = found;
  }

  function rescan(): Promise<void> {
    running = running.then(scan).catch((error: unknown) => {
      log.error({ error }, 'the metrics files could not be read');
      cancelNext = closed ? () => {} : clock.after(rescanMs, () => void rescan());
    });
    return running;
  }

  watcher.follow(new Map(folders.map((folder) => [folder, null])));
  await rescan();
  return {
    definitions: () => definitions,
    get problems() {
      return problems;
    },
    async close() {
      closed = true;
      cancelNext();
      watcher.close();
      await running;
    },
  };
}

function problemOf(file: string, field: string | null, message: string): FileProblem {
  return { file, line: null, field, message };
}
