import { expect, it } from 'vitest';
import { patchBody } from './patch-body.ts';

it('escapes what Go escapes, inside strings, and means the same', () => {
  const operations = [{ op: 'test', path: '/a', value: 'x<y>&\u2028\u2029"z"' }] as const;
  const body = patchBody(operations);
  expect(body).toBe(String.raw`[{"op":"test","path":"/a","value":"x\u003cy\u003e\u0026\u2028\u2029\"z\""}]`);
  expect(JSON.parse(body)).toEqual(operations);
});
