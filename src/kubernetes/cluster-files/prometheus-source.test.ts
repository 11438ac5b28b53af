import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatProblem } from '../../lib/file-problem.ts';
import { readClusterFile } from './read-cluster-file.ts';

const connection = 'inCluster: true';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenantry-prometheus-source-'));
  writeFileSync(join(folder, 'token'), 'hunter2');
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string) {
  const path = join(folder, 'x.yaml');
  writeFileSync(path, text);
  return readClusterFile(path, 'clusters/x.yaml');
}

async function problems(text: string): Promise<readonly string[]> {
  const outcome = await read(text);
  return outcome.ok ? [] : outcome.failure.map((problem) => formatProblem(problem).replaceAll(folder, 'DIR'));
}

describe('the way to a cluster’s series', () => {
  it('is read with what it leaves out, in one spelling', async () => {
    const text = `name: a\n${connection}\nprometheus:\n  url: https://Prometheus.example.com:443/eu/\n  tokenFile: ./token\n  labels: { pod: pod_name }`;
    const outcome = await read(text);
    expect(outcome.ok && outcome.value.definition.prometheus).toEqual({
      url: 'https://prometheus.example.com/eu',
      tokenFile: join(folder, 'token'),
      labels: { namespace: 'namespace', pod: 'pod_name' },
      scrapeSeconds: 30,
    });
  });

  it.each([
    [
      'url: prometheus:9090',
      3,
      'url: "prometheus:9090" does not fit. Write, for example: url: https://prometheus.eu-1.example.com',
    ],
    [
      'url: https://admin:hunter2@x',
      3,
      'url: "https://…@x" does not fit. Write, for example: url: https://prometheus.eu-1.example.com',
    ],
    ['url: http://x:99999', 3, 'url: Is no address. Write, for example: https://prometheus.example.com'],
    [
      'url: http://x\n  tokenFile: ./token',
      4,
      'tokenFile: The token would go over the network for all to read. Write a url with https, or remove it.',
    ],
    [
      'url: http://127.0.0.1:9090\n  tokenFile: ./none',
      4,
      'tokenFile: DIR/none is not a file. Paths are relative to this file.',
    ],
    [
      'url: http://x\n  clusterLabel: { name: "a b", value: c }',
      4,
      'clusterLabel.name: "a b" does not fit. Write, for example: name: namespace',
    ],
  ])('is refused: %s', async (field, line, message) => {
    expect(await problems(`name: a\nprometheus:\n  ${field}\n${connection}`)).toEqual([
      `clusters/x.yaml:${line}: prometheus.${message}`,
    ]);
  });
});
