import { expect, it } from 'vitest';
import { imageMistake } from './image-reference.ts';

it.each([
  'nginx',
  'nginx:1.29',
  'library/nginx:1.29-alpine',
  'ghcr.io/acme/web:1.4.2',
  'localhost:5000/web',
  '127.0.0.1:5000/team/web:latest',
  '[::1]:5000/web:1',
  `ghcr.io/acme/web@sha256:${'a'.repeat(64)}`,
  `ghcr.io/acme/web:1@sha256:${'a'.repeat(64)}`,
  'Registry.Example.com/web:V1',
  'a/b__c/d-e.f:x_Y.z',
])('takes %s', (image) => {
  expect(imageMistake(image)).toBeNull();
});

it.each([
  ['', 'write repository:tag'],
  ['nginx :1', 'did you mean "nginx:1"?'],
  [' nginx', 'did you mean "nginx"?'],
  ['https://ghcr.io/acme/web:1', 'without "https://"'],
  ['acme/Web:1', 'did you mean "acme/web:1"?'],
  ['nginx:', 'empty tag'],
  ['nginx:@sha256:', 'empty tag'],
  ['nginx@', 'lacks its algorithm'],
  [`nginx@${'a'.repeat(64)}`, 'lacks its algorithm'],
  ['nginx@sha256:abc', '64 hexadecimal digits'],
  ['nginx:!', 'no image reference'],
  ['-nginx', 'no image reference'],
  [`nginx:${'x'.repeat(129)}`, 'no image reference'],
])('says of %j what is wrong', (image, words) => {
  expect(imageMistake(image)).toContain(words);
});

it('is not slow on what is made to be slow', () => {
  expect(imageMistake(`${'a-'.repeat(5_000)}!`)).toContain('no image reference');
  expect(imageMistake(`${'a/'.repeat(5_000)}A!`)).toContain('no image reference');
});
