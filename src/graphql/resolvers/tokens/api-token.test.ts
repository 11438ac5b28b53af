import { describe, expect, it } from 'vitest';
import { createAccess, tenantScope } from '../../../domain/access/access.ts';
import { MemoryCluster } from '../../../domain/fleet/testing/memory-cluster.ts';
import { namespace, start } from '../../../domain/fleet/testing/objects.ts';
import { callerOf } from '../../../domain/testing/caller-of.ts';
import { appId, environmentId, tenantId } from '../../ids.ts';
import { at } from '../../testing/at.ts';
import { GraphUnderTest } from '../../testing/graph-under-test.ts';

const prod = { tenant: 'acme', environment: 'prod' };
const create = `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) {
  apiToken { id kind name state actions scopes { tenant environment } createdBy { name } expiresAt lastUsedAt revokedAt }
  secret problems { code path message } } }`;
const revoke = `mutation ($token: ID!) { revokeApiToken(input: { token: $token }) {
  apiToken { state revokedBy { name } } secret problems { code path } } }`;

function opened(): GraphUnderTest {
  const cluster = new MemoryCluster('eu-1');
  cluster.namespaces.put(namespace('acme-prod'));
  return new GraphUnderTest(cluster);
}

describe('API tokens', () => {
  it('are made, shown once, listed, found by their ids, and revoked', async () => {
    const graph = opened();
    const made = await graph.data(create, { input: { name: 'laptop', actions: null, on: null } });
    expect(at(made, 'createApiToken')).toMatchObject({
      apiToken: {
        kind: 'PERSONAL',
        name: 'laptop',
        state: 'GOOD',
        scopes: [{ tenant: null, environment: null }],
        createdBy: { name: 'ann' },
        expiresAt: new Date(start + 90 * 24 * 3_600_000).toISOString(),
        lastUsedAt: null,
        revokedAt: null,
      },
      secret: 'secret 1',
      problems: [],
    });
    const id = String(at(made, 'createApiToken.apiToken.id'));
    const listed = await graph.data(
      `query ($id: ID!) { apiTokens(first: 5) { totalCount nodes { id name } coverage { complete } }
        node(id: $id) { id ... on ApiToken { name } } }`,
      { id },
    );
    expect(listed).toEqual({
      apiTokens: { totalCount: 1, nodes: [{ id, name: 'laptop' }], coverage: { complete: true } },
      node: { id, name: 'laptop' },
    });
    expect(at(await graph.data(revoke, { token: id }), 'revokeApiToken')).toEqual({
      apiToken: { state: 'REVOKED', revokedBy: { name: 'ann' } },
      secret: null,
      problems: [],
    });
    const audited = await graph.data('{ auditRecords { nodes { action outcome target { type } } } }');
    expect(at(audited, 'auditRecords.nodes')).toEqual([
      { action: 'revokeApiToken', outcome: 'ACCEPTED', target: { type: 'API_TOKEN' } },
      { action: 'createApiToken', outcome: 'ACCEPTED', target: { type: 'API_TOKEN' } },
    ]);
    expect(JSON.stringify(graph.auditLog.records)).not.toContain('secret 1');
  });

  it('reach the tenants and environments that are named, by their ids', async () => {
    const graph = opened();
    const input = { kind: 'MACHINE', name: 'ci', actions: ['VIEW'], on: [tenantId('acme'), environmentId(prod)] };
    const made = await graph.data(create, { input });
    expect(at(made, 'createApiToken.apiToken.scopes')).toEqual([
      { tenant: 'acme', environment: null },
      { tenant: 'acme', environment: 'prod' },
    ]);
    for (const wrong of ['nonsense', appId({ ...prod, name: 'web', kind: 'DEPLOYMENT' })]) {
      const refused = await graph.data(create, { input: { ...input, on: [tenantId('acme'), wrong] } });
      expect(at(refused, 'createApiToken.problems')).toMatchObject([{ code: 'INVALID', path: ['input', 'on', '1'] }]);
    }
  });

  it('of others are as if they were not there', async () => {
    const graph = opened();
    const id = at(await graph.data(create, { input: { name: 'laptop' } }), 'createApiToken.apiToken.id');
    const actions = new Set(['VIEW', 'MANAGE_ACCESS'] as const);
    const access = createAccess([{ role: 'some', scope: tenantScope('acme'), actions }]);
    graph.caller = callerOf('bob', ['some'], { access });
    const text = 'query ($id: ID!) { node(id: $id) { id } apiTokens { totalCount nodes { id } } }';
    expect(await graph.data(text, { id })).toEqual({ node: null, apiTokens: { totalCount: 0, nodes: [] } });
    const answers = await Promise.all([id, 'nonsense'].map((token) => graph.data(revoke, { token })));
    for (const answer of answers) {
      expect(at(answer, 'revokeApiToken.problems')).toEqual([{ code: 'NOT_FOUND', path: ['input', 'token'] }]);
    }
  });
});
