import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { exampleOperations } from './example-operations.ts';
import { parseGlobalId } from './ids.ts';
import { createSchema } from './schema.ts';

describe('exampleOperations', () => {
  const key = { tenant: 'acme', environment: 'staging', name: 'storefront', kind: 'DEPLOYMENT' } as const;

  it('are valid', async () => {
    const schema = await createSchema();
    for (const { query } of exampleOperations(null)) expect(validate(schema, parse(query))).toEqual([]);
  });

  it('are about the app that is given', () => {
    const ids = exampleOperations({ key, image: 'x:1' }).flatMap(({ variables }) =>
      variables === undefined ? [] : [parseGlobalId((JSON.parse(variables) as { app: string }).app)],
    );
    expect(ids).toEqual(Array.from({ length: 3 }, () => ({ type: 'App', key })));
  });
});
