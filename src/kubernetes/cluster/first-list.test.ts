import { expect, it } from 'vitest';
import { offersStreamingList, prefersStreamingList } from './first-list.ts';

it.each([
  ['v1.31.9', false, false],
  ['v1.32.0', true, true],
  ['v1.33.1', true, false],
  ['v1.34.0-eks-1a2b3c4', true, false],
  ['v1.36.3', true, false],
  ['v2.0.0', true, false],
  ['', false, false],
])('of %s: the streaming list is offered: %s, and better: %s', (version, offered, better) => {
  expect([offersStreamingList(version), prefersStreamingList(version)]).toEqual([offered, better]);
});
