import { assert, constantFrom, property, tuple, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counted, delimited, messageOf } from '../fixtures/messages.fixture.ts';
import { projectTemplate } from '../projections/pod-template.ts';
import { UnknownFieldError, processMessages } from './message-reader.ts';
import type { MessageType } from './message-type.ts';
import { podTemplateMessages } from './pod-template-messages.ts';
import { readTemplate } from './read-template.ts';

const whole = (name: string): MessageType => {
  const type = podTemplateMessages.get(name);
  if (type === undefined) throw new Error(`there is no message ${name}`);
  return type;
};
const [templateType, metadataType, specType] = ['PodTemplateSpec', 'ObjectMeta', 'PodSpec'].map(whole) as [
  MessageType,
  MessageType,
  MessageType,
];

const message = (...fields: readonly Buffer[]): Buffer => Buffer.concat(fields);
const text = (field: number, value: string): Buffer => delimited(field, Buffer.from(value));
const label = (name: string, value: string): Buffer => delimited(11, message(text(1, name), text(2, value)));
const setting = (name: string, value: string): Buffer => delimited(7, message(text(1, name), text(2, value)));
const container = (...more: readonly Buffer[]): Buffer => delimited(2, message(text(1, 'app'), ...more));
const template = (metadata: Buffer, spec: Buffer): Buffer => message(delimited(1, metadata), delimited(2, spec));
const read = (bytes: Buffer) => readTemplate(bytes, 0, bytes.length);
const said = (bytes: Buffer) => projectTemplate(processMessages.read(templateType, bytes));

/** Of templates that differ in little, so that much of each is known from those before. */
const siblings = tuple(
  uniqueArray(constantFrom('app', 'pod-template-hash', 'tier', 'zone')),
  constantFrom('a', 'b'),
  uniqueArray(constantFrom('LOG_LEVEL', 'DATABASE_PASSWORD', 'HOST')),
  constantFrom('api:1', 'api:2', ''),
  constantFrom(0n, 30n),
).map(([labels, value, names, image, seconds]) =>
  template(
    message(...labels.map((name) => label(name, value))),
    message(
      container(text(2, image), ...names.map((name) => setting(name, value)), text(14, 'Always')),
      counted(4, seconds),
    ),
  ),
);

describe('readTemplate', () => {
  it('reads whatever template as what its JSON says', () => {
    assert(
      property(messageOf(metadataType, 2), messageOf(specType, 4), (metadata, spec) => {
        const bytes = template(metadata, spec);
        expect(read(bytes)).toEqual(said(bytes));
      }),
      { numRuns: 300 },
    );
  });

  it('tells templates apart that differ in little, and knows those again that differ in their hash alone', () => {
    assert(
      property(siblings, (bytes) => {
        expect(read(bytes)).toEqual(said(bytes));
        expect(read(Buffer.from(bytes))).toBe(read(bytes));
      }),
      { numRuns: 2000 },
    );
    const spec = container(text(2, 'api:1'));
    const [one, other, without, outside] = [
      message(label('app', 'a'), label('pod-template-hash', '1')),
      message(label('app', 'a'), label('pod-template-hash', '2')),
      label('app', 'a'),
      message(label('app', 'a'), delimited(12, message(text(1, 'pod-template-hash'), text(2, '1')))),
    ].map((metadata) => read(template(metadata, spec)));
    expect([other, without]).toEqual([one, one]);
    expect(other).toBe(one);
    expect(outside?.digest).not.toBe(one?.digest);
  });

  it('takes no label for that hash which says its name twice', () => {
    const twice = delimited(11, message(text(1, 'pod-template-hash'), text(1, 'app'), text(2, 'a')));
    const bytes = template(twice, container());
    expect(read(template(message(), container())).digest).not.toBe(read(bytes).digest);
    expect(read(bytes)).toEqual(said(bytes));
  });

  it('tells containers from init containers, and where one ends', () => {
    const part = text(2, 'api:1');
    const of = (...fields: readonly Buffer[]) => read(template(message(), message(...fields))).digest;
    const digests = [
      of(delimited(2, part)),
      of(delimited(20, part)),
      of(delimited(2, message()), delimited(2, part)),
      of(delimited(2, part), delimited(2, message())),
      of(delimited(2, message(part, text(5, 'x')))),
      of(delimited(2, part), text(16, 'x')),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('shows the container that is named as the main one', () => {
    const named = delimited(12, message(text(1, 'kubectl.kubernetes.io/default-container'), text(2, 'web')));
    const web = delimited(2, message(text(1, 'web'), text(2, 'web:1')));
    const { image, containers } = read(template(named, message(container(text(2, 'api:1')), web)));
    expect(image).toBe('web:1');
    expect(containers.map(({ name, main }) => [name, main])).toEqual([
      ['app', false],
      ['web', true],
    ]);
  });

  it('refuses a template with a field that is not known, however often', () => {
    const bytes = template(message(), message(container(), counted(999, 1n)));
    expect(() => read(bytes)).toThrow(UnknownFieldError);
    expect(() => read(bytes)).toThrow(UnknownFieldError);
  });
});
