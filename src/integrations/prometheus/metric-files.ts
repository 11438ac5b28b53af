import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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

type Metrics = readonly MetricDefinition[];

/** What a file said last, and what came of that. */
interface ParsedFile {
  readonly text: string;
  readonly parsed: ReturnType<typeof parseMetrics>;
}

const form = { called: 'a metrics file', maxBytes: 1024 * 1024 };
/** Catches what the watch missed: network file systems tell of nothing. */
const rescanMs = 5_000;
const settleMs = 100;

/** Reads the files of the folders and goes on following them. What is wrong in them is told, and stops nothing. */
export async function openMetricFiles({ folders, clock, log, display }: MetricFilesOptions): Promise<MetricFiles> {
  let inUse: ReadonlyMap<string, Metrics> = new Map();
  const files = new Map<string, ParsedFile>();
  let definitions: readonly MetricDefinition[] = [];
  let problems: readonly FileProblem[] = [];
  let closed = false;
  let running: Promise<void> = Promise.resolve();
  let cancelNext = (): void => {};
  const watcher = watchFolders({ clock, log, settleMs, onChange: () => void rescan() });

  /** The files of a folder with what they declare; where the folder is away, as they were. */
  async function readFolder(folder: string, found: FileProblem[]): Promise<ReadonlyMap<string, Metrics>> {
    let names: readonly string[];
    try {
      names = await readdir(folder);
    } catch {
      found.push(problemOf(display(folder), null, 'Cannot be read. Its metrics stay as they were.'));
      return new Map([...inUse].filter(([path]) => dirname(path) === folder));
    }
    const declared = new Map<string, Metrics>();
    for (const name of names.filter((each) => each.endsWith('.yaml') && !each.startsWith('.')).sort()) {
      const path = join(folder, name);
      declared.set(path, await read(path, found));
    }
    return declared;
  }

  async function scan(): Promise<void> {
    if (closed) return;
    const found: FileProblem[] = [];
    const next = new Map<string, Metrics>();
    const chosen = new Map<string, MetricDefinition>();
    for (const folder of folders) {
      const own = new Map<string, string>();
      for (const [path, metrics] of await readFolder(folder, found)) {
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
    for (const path of files.keys()) if (!next.has(path)) files.delete(path);
    definitions = [...chosen.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    tellProblems(found);
    cancelNext();
    cancelNext = closed ? () => {} : clock.after(rescanMs, () => void rescan());
  }

  async function read(path: string, found: FileProblem[]): Promise<Metrics> {
    const text = await readTextFile(path, display(path), form);
    const parsed = text.ok ? parse(path, text.value) : text;
    if (parsed.ok) return parsed.value;
    const before = inUse.get(path);
    const still = before === undefined || before.length === 0 ? '' : ' (The last valid version stays in use.)';
    found.push(...parsed.failure.map((problem) => ({ ...problem, message: `${problem.message}${still}` })));
    return before ?? [];
  }

  /** Most scans find what the one before found, and to parse it takes 20 ms. */
  function parse(path: string, text: string): ReturnType<typeof parseMetrics> {
    const known = files.get(path);
    if (known?.text === text) return known.parsed;
    const parsed = parseMetrics(text, display(path));
    files.set(path, { text, parsed });
    return parsed;
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
