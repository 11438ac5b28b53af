import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AdoptionRules } from '../clusters/cluster-definition.ts';
import { adoptNamespace, nameApps } from './adoption.ts';

const own = { 'tenantry.dev/tenant': 'acme', 'tenantry.dev/environment': 'prod' };
const mapped = { customer: 'beta', environment: 'dev' };

function adopt(
  name: string,
  labels: Record<string, string> = {},
  rules: Partial<AdoptionRules> = {},
  tenants: readonly string[] = ['*'],
) {
  const found = adoptNamespace(
    { name: 'eu-1', tenants, adopt: { hide: ['kube-*'], ...rules } },
    { meta: { name, labels } },
  );
  return found === 'hidden' ? found : `${found.tenant}/${found.environment}`;
}

const all: Partial<AdoptionRules> = {
  labels: { tenant: 'customer', environment: 'environment' },
  assign: { 'gamma-test': 'delta/staging' },
  namespaces: '{tenant}-{environment}',
};

describe('adoptNamespace', () => {
  it('takes the first rule that fits', () => {
    expect(adopt('gamma-test', { ...own, ...mapped }, all)).toBe('acme/prod');
    expect(adopt('gamma-test', mapped, all)).toBe('beta/dev');
    expect(adopt('gamma-test', {}, all)).toBe('delta/staging');
    expect(adopt('gamma-qa', {}, all)).toBe('gamma/qa');
    expect(adopt('gamma', {}, all)).toBe('unassigned/eu-1.gamma');
  });

  it('wants both labels', () => {
    expect(adopt('x', { 'tenantry.dev/tenant': 'acme' })).toBe('unassigned/eu-1.x');
    expect(adopt('x', { 'tenantry.dev/environment': 'prod', ...mapped }, all)).toBe('beta/dev');
    expect(adopt('x', { ...own, 'tenantry.dev/tenant': '' })).toBe('unassigned/eu-1.x');
    expect(adopt('x', { customer: 'beta' }, { labels: { tenant: 'customer' } })).toBe('unassigned/eu-1.x');
  });

  it('reads names: a tenant may hold hyphens, an environment none', () => {
    expect(adopt('big-corp-prod', {}, all)).toBe('big-corp/prod');
    expect(adopt('-prod', {}, all)).toBe('unassigned/eu-1.-prod');
    expect(adopt('team-acme-prod', {}, { namespaces: 'team-{tenant}-{environment}' })).toBe('acme/prod');
    expect(adopt('prod-big-corp', {}, { namespaces: '{environment}-{tenant}' })).toBe('big-corp/prod');
    expect(adopt('acmexprod', {}, { namespaces: '{tenant}.{environment}' })).toBe('unassigned/eu-1.acmexprod');
    expect(adopt('acme-prod', {}, { namespaces: '{tenant}-{tenant}' })).toBe('unassigned/eu-1.acme-prod');
  });

  it('knows that cert-manager is no tenant, where the environments are listed', () => {
    const rules = { namespaces: '{tenant}-{environment}', environments: ['dev', 'prod'] };
    expect(adopt('cert-manager', {}, rules)).toBe('unassigned/eu-1.cert-manager');
    expect(adopt('acme-prod', {}, rules)).toBe('acme/prod');
  });

  it('hides what is to be hidden, whatever its labels say', () => {
    expect(adopt('kube-system')).toBe('hidden');
    expect(adopt('kube-system', own)).toBe('hidden');
    expect(adopt('cattle-fleet-system', {}, { hide: ['*-system', 'a*b*c'] })).toBe('hidden');
    expect(adopt('axxbyyc', {}, { hide: ['a*b*c'] })).toBe('hidden');
    expect(adopt('ac', {}, { hide: ['a*b*c'] })).toBe('unassigned/eu-1.ac');
    expect(adopt('aba', {}, { hide: ['ab*ba'] })).toBe('unassigned/eu-1.aba');
    expect(adopt('kube-system', {}, { hide: [] })).toBe('unassigned/eu-1.kube-system');
  });

  it('does not believe a claim of a tenant that the cluster may not hold, nor tries another rule', () => {
    expect(adopt('beta-dev', own, all, ['beta'])).toBe('unassigned/eu-1.beta-dev');
    expect(adopt('beta-dev', {}, all, ['beta'])).toBe('beta/dev');
    expect(adopt('acme-prod', {}, all, ['beta', 'ac*'])).toBe('acme/prod');
    expect(adopt('acme-prod', {}, all, [])).toBe('unassigned/eu-1.acme-prod');
  });

  it('lets nobody into the unassigned environments of another cluster', () => {
    const claim = { 'tenantry.dev/tenant': 'unassigned', 'tenantry.dev/environment': 'us-1.default' };
    expect(adopt('default', claim)).toBe('unassigned/eu-1.default');
  });

  it('is not fooled by names of inherited properties', () => {
    expect(adopt('constructor', {}, { assign: {}, labels: { tenant: 'toString', environment: 'valueOf' } })).toBe(
      'unassigned/eu-1.constructor',
    );
  });
});

describe('nameApps', () => {
  const rules = { adopt: { hide: [], labels: { app: 'app' } } };
  const names = (workloads: Record<string, Record<string, string>>) =>
    Object.fromEntries(
      nameApps(
        rules,
        Object.entries(workloads).map(([name, labels]) => ({ meta: { uid: name, name, labels } })),
      ),
    );

  it('prefers the label of Tenantry, then the mapped one, then the name', () => {
    expect(names({ a: { 'tenantry.dev/app': 'x', app: 'y' }, b: { app: 'y' }, c: {} })).toEqual({
      a: 'x',
      b: 'y',
      c: 'c',
    });
  });

  it('lets both go by their own names where they claim the same', () => {
    expect(names({ a: { app: 'x' }, b: { app: 'x' }, c: { app: 'y' } })).toEqual({ a: 'a', b: 'b', c: 'y' });
    expect(names({ a: { 'tenantry.dev/app': 'x' }, b: { app: 'x' } })).toEqual({ a: 'a', b: 'b' });
  });

  it("does not take another's own name, also not one that is only given back", () => {
    expect(names({ a: { app: 'b' }, b: {} })).toEqual({ a: 'a', b: 'b' });
    expect(names({ a: { app: 'x' }, b: { app: 'x' }, c: { app: 'a' } })).toEqual({ a: 'a', b: 'b', c: 'c' });
    expect(names({ a: { app: 'b' }, b: { app: 'a' } })).toEqual({ a: 'b', b: 'a' });
  });

  it('never gives one name twice, and does not depend on the order', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const workloads = fc.dictionary(name, fc.record({ app: name }, { requiredKeys: [] }), { maxKeys: 5 });
    fc.assert(
      fc.property(workloads, (all) => {
        const found = names(all as Record<string, Record<string, string>>);
        expect(new Set(Object.values(found)).size).toBe(Object.keys(all).length);
        const turned = Object.fromEntries(Object.entries(all).reverse()) as Record<string, Record<string, string>>;
        expect(names(turned)).toEqual(found);
      }),
    );
  });
});
