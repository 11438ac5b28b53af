import { auditServer } from 'graphql-http';
import { describe, expect, it } from 'vitest';
import { startEdge } from './edge-under-test.ts';

describe('the audits of graphql-http', () => {
  it('find no error, and only the three that follow from the protection against forgeries', async () => {
    const edge = await startEdge();
    const results = await auditServer({ url: edge.url });
    expect(results.length).toBeGreaterThan(50);
    const found = results.filter((result) => result.status !== 'ok');
    expect(found.map((result) => `${result.status} ${result.name}`)).toEqual([
      'notice MAY accept application/x-www-form-urlencoded formatted GET requests',
      'notice MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json',
      'notice MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json',
    ]);
  });
});
