import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appId,
  auditRecordId,
  clusterId,
  clusterNodeId,
  environmentId,
  freezeId,
  operationId,
  parseGlobalId,
  podId,
  revisionId,
  rolloutId,
  tenantId,
} from './ids.ts';

const app = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;
const name = string({ minLength: 1, unit: 'grapheme' });

describe('global ids', () => {
  it('say what they name, whatever the names are', () => {
    assert(
      property(name, name, name, (one, two, three) => {
        const key = { tenant: one, environment: two, name: three, kind: 'DAEMON_SET' } as const;
        expect(parseGlobalId(clusterId(one))).toEqual({ type: 'Cluster', id: one });
        expect(parseGlobalId(clusterNodeId(one, two))).toEqual({ type: 'ClusterNode', clusterId: one, uid: two });
        expect(parseGlobalId(tenantId(one))).toEqual({ type: 'Tenant', name: one });
        expect(parseGlobalId(environmentId({ tenant: one, environment: two }))).toEqual({
          type: 'Environment',
          key: { tenant: one, environment: two },
        });
        expect(parseGlobalId(appId(key))).toEqual({ type: 'App', key });
        expect(parseGlobalId(revisionId(key, two))).toEqual({ type: 'Revision', app: key, templateDigest: two });
        expect(parseGlobalId(podId(one, two))).toEqual({ type: 'Pod', clusterId: one, uid: two });
        expect(parseGlobalId(rolloutId(key, two))).toEqual({ type: 'Rollout', app: key, rolloutKey: two });
        expect(parseGlobalId(operationId(one))).toEqual({ type: 'Operation', id: one });
        expect(parseGlobalId(freezeId(one))).toEqual({ type: 'Freeze', id: one });
      }),
    );
  });

  it('are of one type only', () => {
    expect(new Set([clusterId('a'), tenantId('a'), operationId('a'), freezeId('a')]).size).toBe(4);
    expect(parseGlobalId(auditRecordId('0f'.repeat(32)))).toEqual({ type: 'AuditRecord', hash: '0f'.repeat(32) });
    expect(podId('a', 'b')).not.toBe(clusterNodeId('a', 'b'));
  });

  it('hold names that an index of the records takes, and no longer ones', () => {
    const named = (length: number) => appId({ ...app, tenant: 'a'.repeat(length), name: 'b'.repeat(500) });
    expect(parseGlobalId(named(1_400))).toMatchObject({ type: 'App' });
    expect(parseGlobalId(named(1_600))).toBeNull();
  });

  it('from nowhere name nothing', () => {
    assert(property(string(), (text) => parseGlobalId(text) === null));
    const texts = [
      'Cluster/x',
      encoded('Cluster/'),
      encoded('Cluster/a/b'),
      encoded('App/acme/prod/web/CRON_JOB'),
      encoded('App/acme/prod/web'),
      encoded('Revision/acme/prod/web/DEPLOYMENT'),
      encoded('Tenant/%zz'),
      encoded('AuditRecord/12'),
      encoded(`AuditRecord/${'0F'.repeat(32)}`),
      encoded('constructor/x'),
      `${tenantId('acme')}=`,
      `${tenantId('acme')} `,
      encoded('Tenant/%61cme'),
      encoded(`Tenant/${'a'.repeat(5000)}`),
    ];
    expect(texts.filter((text) => parseGlobalId(text) !== null)).toEqual([]);
  });

  it('are what they were: clients keep them', () => {
    expect(appId(app)).toBe(encoded('App/acme/prod/web/DEPLOYMENT'));
  });
});

function encoded(text: string): string {
  return Buffer.from(text).toString('base64url');
}
