import { randomBytes } from 'node:crypto';
import { mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** What gateways under test let out, by where it left them; `planted`: names of the secrets that were put in. */
export type RecordedKind = 'responses' | 'logs' | 'metrics' | 'audit' | 'planted';

const variable = 'TENANTRY_TEST_RECORDING';
const prefix = 'tenantry-recording-';
const files = new Map<RecordedKind, number>();

/** Names the folder of this run, for this process and all that it starts; it is made by the first that records, and goes with this process. */
export function beginRecording(): void {
  if (process.env[variable] !== undefined) return;
  const folder = join(tmpdir(), `${prefix}${randomBytes(6).toString('hex')}`);
  process.env[variable] = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
}

/** Null: nothing is recorded in this run. */
export function recordingFolder(): string | null {
  return process.env[variable] ?? null;
}

/** What a process that is started with nothing else of this one's environment needs, to record into the same folder. */
export function recordingSettings(): Readonly<Record<string, string>> {
  const folder = recordingFolder();
  return folder === null ? {} : { [variable]: folder };
}

/** Adds what was let out to the recording of this run; at once, since whoever does it may be killed at any moment. */
export function record(kind: RecordedKind, text: string | Uint8Array): void {
  const folder = recordingFolder();
  if (folder === null) return;
  let file = files.get(kind);
  if (file === undefined) {
    mkdirSync(folder, { recursive: true });
    file = openSync(join(folder, `${kind}-${process.pid}.txt`), 'a');
    files.set(kind, file);
  }
  writeSync(file, Buffer.concat([Buffer.from(text as string), Buffer.from('\n')]));
}

/** A word that stands in every secret which the harness makes up in this run, and nowhere else. It looks like no secret itself. */
export function marker(): string {
  return `quilt${basename(recordingFolder() ?? `${prefix}000000000000`).slice(prefix.length)}`;
}

/** A secret to put in somewhere, which must come out nowhere. @param name lower-case words with hyphens; says where it was put */
export function planted(name: string): string {
  record('planted', name);
  return `${marker()}-${name}`;
}
