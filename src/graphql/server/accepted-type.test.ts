import { describe, expect, it } from 'vitest';
import { acceptedType, names } from './accepted-type.ts';

describe('acceptedType', () => {
  it.each([
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['application/json', 'application/json'],
    ['Application/JSON; charset=utf-8', 'application/json'],
    ['application/graphql-response+json', 'application/graphql-response+json'],
    ['application/graphql-response+json, application/json', 'application/graphql-response+json'],
    ['application/json, application/graphql-response+json', 'application/json'],
    ['application/json;q=0.5, application/graphql-response+json;q=0.9', 'application/graphql-response+json'],
    ['application/graphql-response+json, */*;q=0.1', 'application/graphql-response+json'],
    ['application/json;q=0, */*', 'application/graphql-response+json'],
    ['text/html', null],
    ['application/json;q=0', null],
    [',;,', null],
  ])('of %j is %j', (accept, expected) => {
    expect(acceptedType(accept)).toBe(expected);
  });
});

describe('names', () => {
  it('asks for the type itself, not for a range that holds it', () => {
    expect(names('text/html,application/xhtml+xml;q=0.9,*/*;q=0.8', 'text/html')).toBe(true);
    expect(names('*/*', 'text/html')).toBe(false);
    expect(names('text/html;q=0', 'text/html')).toBe(false);
    expect(names(undefined, 'text/html')).toBe(false);
  });
});
