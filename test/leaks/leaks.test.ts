import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leaksIn } from '../support/recording/leaks.ts';
import type { Leak } from '../support/recording/leaks.ts';
import { marker, recordingFolder } from '../support/recording/recording.ts';
import type { RecordedKind } from '../support/recording/recording.ts';

// Runs behind all other suites, on what the gateways under test let out: no secret that the harness put in, and nothing that
// looks like one.

const atOnce = 4 * 1024 * 1024;
const folder = recordingFolder() ?? '';
const files = readdirSync(folder, { withFileTypes: true }).map(({ name }) => name);
// A quick run starts the edge alone.
const kinds: readonly RecordedKind[] =
  process.env['TENANTRY_TEST_QUICK'] === '1' ? ['responses'] : ['responses', 'logs', 'metrics', 'audit'];

describe.each(kinds)('the %s of all suites', (kind) => {
  it('hold no secret', async () => {
    const how = kind === 'responses' ? { shown: new Set<string>() } : {};
    const leaks: Leak[] = [];
    let bytes = 0;
    for (const name of files.filter((file) => file.startsWith(`${kind}-`))) {
      let rest = '';
      const stream = createReadStream(join(folder, name), { encoding: 'latin1', highWaterMark: atOnce });
      for await (const part of stream as AsyncIterable<string>) {
        bytes += part.length;
        // What was let out at once ends with the end of a line.
        const end = part.lastIndexOf('\n') + 1;
        if (end > 0) leaks.push(...leaksIn(rest + part.slice(0, end), marker(), how));
        rest = end > 0 ? part.slice(end) : rest + part;
      }
    }
    expect(leaks.slice(0, 20)).toEqual([]);
    expect(bytes, 'the other suites ran before this').toBeGreaterThan(0);
  });
});
