import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../lib/log.ts';
import { maskErrors } from '../errors.ts';
import { defaultLimits } from './limits.ts';
import { createPrepare } from './prepare.ts';

const schema = buildSchema(`
  "An instant: RFC 3339, in UTC. More words."
  scalar DateTime
  input Range { since: DateTime!, until: [DateTime!] }
  type Query { a: Query b: Query n(range: Range, first: Int): Int }
`);

function prepare(query: string, variables: Record<string, unknown> = {}, operationName: string | null = null) {
  return createPrepare(schema, defaultLimits)({ query, operationName, variables });
}

function codeOf(result: ReturnType<typeof prepare>): unknown {
  return result.ok ? 'ok' : (result.failure[0]?.extensions['limit'] ?? result.failure[0]?.extensions['code']);
}

describe('prepare', () => {
  it('remembers documents that passed, by their text', () => {
    const prepared = createPrepare(schema, defaultLimits);
    const first = prepared({ query: '{ n }', operationName: null, variables: {} });
    const second = prepared({ query: '{ n }', operationName: null, variables: { x: 1 } });
    const other = prepared({ query: '{ n } ', operationName: null, variables: {} });
    if (!first.ok || !second.ok || !other.ok) throw new Error('refused');
    expect(second.value.document).toBe(first.value.document);
    expect(other.value.document).not.toBe(first.value.document);
  });

  it('applies the limits on variables also to documents that it knows', () => {
    const prepared = createPrepare(schema, defaultLimits);
    const query = 'query ($first: Int) { n(first: $first) }';
    expect(prepared({ query, operationName: null, variables: { first: 1 } }).ok).toBe(true);
    expect(prepared({ query, operationName: null, variables: { first: 'x' } }).ok).toBe(false);
  });

  it('counts bytes, not characters', () => {
    const budget = defaultLimits.documentBytes - '{n}#'.length;
    expect(codeOf(prepare(`{n}#${'é'.repeat(budget / 2)}`))).toBe('ok');
    expect(codeOf(prepare(`{n}#${'é'.repeat(budget / 2)}x`))).toBe('documentBytes');
  });

  it('finds the place of what is wrong, whatever graphql-js sees of the text, and tells ten of them', () => {
    const placesOf = (query: string) => {
      const result = prepare(query);
      if (result.ok) throw new Error('it passed');
      return maskErrors(result.failure, { requestId: 'request-1', log: silentLog }).map(({ locations }) => locations);
    };
    expect(placesOf('{\n  n\n  x\r\n y }')).toEqual([[{ line: 3, column: 3 }], [{ line: 4, column: 2 }]]);
    expect(placesOf('{\n  n\n  "x" }')).toEqual([[{ line: 3, column: 3 }]]);
    expect(placesOf(`query (${'$v: Int '.repeat(100)}) { n }`)[0]).toHaveLength(10);
  });

  it('chooses the operation, or says how', () => {
    const query = 'query One { n } query Two { n }';
    expect(codeOf(prepare(query, {}, 'Two'))).toBe('ok');
    expect(codeOf(prepare(query))).toBe('OPERATION_RESOLUTION_FAILURE');
    expect(codeOf(prepare(query, {}, 'Three'))).toBe('OPERATION_RESOLUTION_FAILURE');
    expect(codeOf(prepare('fragment F on Query { n }'))).not.toBe('ok');
  });

  it('counts a field in all operations of a document', () => {
    const query = (fields: number): string => `{ ${Array.from({ length: fields }, (_, i) => `x${i}: n`).join(' ')} }`;
    const document = Array.from({ length: 60 }, (_, i) => `query Q${i} ${query(40)}`).join(' ');
    expect(codeOf(prepare(document, {}, 'Q1'))).toBe('fields');
  });

  it('refuses cycles of fragments and fragments that nobody spreads, however many fields they hold', () => {
    expect(codeOf(prepare('{ ...A } fragment A on Query { a { ...B } } fragment B on Query { ...A }'))).toBe(
      'GRAPHQL_VALIDATION_FAILED',
    );
    expect(codeOf(prepare(`{ n } fragment A on Query { ${'n '.repeat(3_000)} }`))).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(codeOf(prepare('{ ...A } fragment A on Query { n } fragment A on Query { n }'))).toBe(
      'GRAPHQL_VALIDATION_FAILED',
    );
  });

  it('says what a scalar of ours should be, in the words of the schema', () => {
    const query = 'query ($range: Range) { n(range: $range) }';
    const strict = buildSchema('"An instant: RFC 3339. More." scalar DateTime type Query { n(at: [DateTime!]): Int }');
    const type = strict.getType('DateTime') as unknown as { parseValue: (value: unknown) => unknown };
    type.parseValue = (value) => {
      throw new Error(`not a time: ${String(value)}`);
    };
    const result = createPrepare(
      strict,
      defaultLimits,
    )({
      query: 'query ($at: [DateTime!]) { n(at: $at) }',
      operationName: null,
      variables: { at: ['hunter2'] },
    });
    expect(result.ok ? '' : result.failure[0]?.message).toBe(
      'Variable "$at" at "at[0]": expected a value of type "DateTime": An instant: RFC 3339.',
    );
    expect(codeOf(prepare(query, { range: { since: null } }))).toBe('BAD_USER_INPUT');
  });

  it('tells at most ten errors about variables, of which there may be thousands', () => {
    const query = 'query ($range: Range) { n(range: $range) }';
    const result = prepare(query, { range: { since: 'x', until: Array.from({ length: 4_000 }, () => null) } });
    expect(result.ok ? 0 : result.failure.length).toBe(10);
  });
});
