import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { linkedAbort } from './linked-abort.ts';

test('aborts with the first of the others, for its reason, and once', () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const linked = linkedAbort(one.signal, other.signal);
  expect(linked.signal.aborted).toBe(false);
  other.abort('the other');
  one.abort('one');
  expect(linked.signal.reason).toBe('the other');
});

test('is aborted from the beginning where one of the others is', () => {
  const { signal } = linkedAbort(new AbortController().signal, AbortSignal.abort('before'));
  expect(signal.reason).toBe('before');
});

test('aborts by itself, and the others do not hear of it', () => {
  const other = new AbortController();
  const linked = linkedAbort(other.signal);
  linked.abort('own');
  expect([linked.signal.reason, other.signal.aborted]).toEqual(['own', false]);
});

test.each(['it is released', 'one of them aborts'])('leaves nothing with the others when %s', (how) => {
  const [one, other] = [new AbortController(), new AbortController()];
  const linked = linkedAbort(one.signal, other.signal);
  if (how === 'it is released') linked.release();
  else one.abort();
  expect([one, other].flatMap(({ signal }) => getEventListeners(signal, 'abort'))).toEqual([]);
  other.abort();
  expect(linked.signal.aborted).toBe(how !== 'it is released');
});
