import { describe, expect, it } from 'vitest';
import { parseSignal, signalText } from './signal-text.ts';

const signal = { id: 'one', journaled: true, messages: ['1 of 2 pods are ready.', null] };

describe('the text of a signal', () => {
  it.each([signal, { ...signal, journaled: false, messages: [] }, 'MISSED' as const])('is read back: %j', (sent) => {
    expect(parseSignal(signalText({ from: 'a', signal: sent }))).toEqual({ from: 'a', signal: sent });
  });

  it('leaves out messages that are too many, not the signal', () => {
    const messages = Array.from({ length: 1000 }, () => 'x'.repeat(1000));
    const sent = { from: 'a', signal: { ...signal, messages } };
    expect(parseSignal(signalText(sent))).toEqual({ from: 'a', signal: { ...signal, messages: [] } });
  });

  it('takes nothing over from what is sent beside it', () => {
    const text = JSON.stringify({ from: 'a', signal: { ...signal, state: 'SUCCEEDED' }, more: 1 });
    expect(parseSignal(text)).toEqual({ from: 'a', signal });
  });

  it.each([
    '',
    'nonsense',
    '{',
    'null',
    '7',
    '[]',
    '{}',
    '{"from":7,"signal":"MISSED"}',
    '{"from":"a"}',
    '{"from":"a","signal":null}',
    '{"from":"a","signal":"OTHER"}',
    '{"from":"a","signal":[]}',
    '{"from":"a","signal":{"id":"one","journaled":true}}',
    '{"from":"a","signal":{"id":"one","journaled":"yes","messages":[]}}',
    '{"from":"a","signal":{"id":"one","journaled":true,"messages":{}}}',
    '{"from":"a","signal":{"id":"one","journaled":true,"messages":[7]}}',
    `{"from":"a","signal":{"id":"${'x'.repeat(101)}","journaled":true,"messages":[]}}`,
    JSON.stringify({ from: 'a', signal: { ...signal, messages: ['x'.repeat(300_000)] } }),
  ])('is nothing where it is malformed: %.80s', (text) => {
    expect(parseSignal(text)).toBeNull();
  });
});
