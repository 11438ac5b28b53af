import { expect, it } from 'vitest';
import { maxLineBytes } from '../../domain/logs/log-line.ts';
import { createLogDecoder } from './log-decoder.ts';

const time = '2026-03-01T12:30:00.000000001Z';

function decode(bytes: Buffer, chunkBytes: number) {
  const decoder = createLogDecoder();
  const lines = [];
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    lines.push(...decoder.push(bytes.subarray(from, from + chunkBytes)));
  }
  return { lines, foreign: decoder.foreign };
}

it.each([1, 7, 4_096, 1_000_000])('reads lines from chunks of %i bytes, whatever is in them', (chunkBytes) => {
  const long = 'x'.repeat(16_384);
  const bytes = Buffer.concat([
    Buffer.from(`${time} hello é 😀\n${time} \n${time}\n${time} ${long}\n`),
    Buffer.from([...Buffer.from(`${time} bad `), 0xff, 0xfe, 0x0a]),
    Buffer.from(`${time} not ended`),
  ]);
  expect(decode(bytes, chunkBytes).lines.map(({ text }) => text)).toEqual([
    'hello é 😀',
    '',
    '',
    long,
    'bad \ufffd\ufffd',
  ]);
});

it('keeps the beginning of a line that is too long, and goes on behind it', () => {
  const { lines } = decode(Buffer.from(`${time} ${'é'.repeat(maxLineBytes)}\n${time} next\n`), 10_000);
  expect(lines.map(({ text, truncated }) => [Buffer.byteLength(text), truncated])).toEqual([
    [maxLineBytes, true],
    [4, false],
  ]);
});

it('takes no words of the kubelet for lines', () => {
  const { lines, foreign } = decode(Buffer.from('unable to retrieve container logs for containerd://1\n'), 100);
  expect([lines, foreign]).toEqual([[], 'unable to retrieve container logs for containerd://1']);
});
