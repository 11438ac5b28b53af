import { assert, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counted, delimited, messageOf } from '../fixtures/messages.fixture.ts';
import { canonicalJson } from '../projections/pod-template.ts';
import { CanonicalWriter } from './canonical-writer.ts';
import { processMessages } from './message-reader.ts';
import type { MessageType } from './message-type.ts';
import { podTemplateMessages } from './pod-template-messages.ts';

const whole = (name: string): MessageType => {
  const type = podTemplateMessages.get(name);
  if (type === undefined) throw new Error(`there is no message ${name}`);
  return type;
};

/** One for all, so that it knows much of what it is to write from before. */
const writer = new CanonicalWriter();

/** Null where the writer leaves it to others. */
function write(type: MessageType, bytes: Buffer, withoutLabel: string | null = null): string | null {
  writer.clear();
  writer.message(type, bytes, 0, bytes.length, withoutLabel);
  return writer.irregular ? null : writer.bytes.toString('utf8', 0, writer.at);
}

describe('CanonicalWriter', () => {
  it.each([...podTemplateMessages.keys()])('writes %s as the canonical JSON of what is read of it', (name) => {
    const type = whole(name);
    let written = 0;
    assert(
      property(messageOf(type, 3), (bytes) => {
        const text = write(type, bytes);
        if (text === null) return;
        written += 1;
        expect(text).toBe(canonicalJson(processMessages.read(type, bytes)));
      }),
      { numRuns: 40 },
    );
    expect(written).toBeGreaterThan(0);
  });

  it('leaves out a label, and the labels that are left where there are none', () => {
    const label = (name: string): Buffer =>
      delimited(11, Buffer.concat([delimited(1, Buffer.from(name)), delimited(2, Buffer.from('x'))]));
    const labels = (...names: readonly string[]): string | null =>
      write(whole('ObjectMeta'), Buffer.concat(names.map(label)), 'pod-template-hash');
    expect(labels('app', 'pod-template-hash', 'tier')).toBe('{"labels":{"app":"x","tier":"x"}}');
    expect(labels('pod-template-hash')).toBe('{"labels":{}}');
    expect(labels()).toBe('{}');
  });

  it('leaves to others what no API server writes so, and says so', () => {
    const twice = Buffer.concat([counted(4, 1n), counted(4, 2n)]);
    const apart = Buffer.concat([delimited(1, Buffer.alloc(0)), counted(4, 1n), delimited(1, Buffer.alloc(0))]);
    const packed = delimited(2, Buffer.from([1, 2]));
    const [spec, exitCodes] = [whole('PodSpec'), whole('ContainerRestartRuleOnExitCodes')];
    expect([write(spec, twice), write(spec, apart), write(exitCodes, packed)]).toEqual([null, null, null]);
    expect(write(spec, counted(4, 1n))).toBe('{"containers":null,"terminationGracePeriodSeconds":1}');
  });
});
