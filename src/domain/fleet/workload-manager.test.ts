import { describe, expect, it } from 'vitest';
import { workload } from './testing/objects.ts';
import { managerOfWorkload } from './workload-manager.ts';

const of = (
  meta: Parameters<typeof workload>[2] extends infer O ? (O extends { meta?: infer M } ? M : never) : never,
) => managerOfWorkload('id-eu', workload('web', 'DEPLOYMENT', { meta: meta ?? {} }));
const owner = { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', name: 'main', uid: 'u' };

describe('managerOfWorkload', () => {
  it('knows a controlling owner, before the marks that were copied from it', () => {
    const labels = { 'argocd.argoproj.io/instance': 'shop' };
    expect(of({ controller: owner, labels })).toMatchObject({
      name: 'Prometheus',
      exclusive: true,
      object: {
        clusterId: 'id-eu',
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'Prometheus',
        namespace: 'acme-prod',
        name: 'main',
      },
    });
  });

  it('knows Argo CD by its tracking id or its label', () => {
    const tracked = of({
      annotations: { 'argocd.argoproj.io/tracking-id': 'team_shop:apps/Deployment:acme-prod/web' },
    });
    expect(tracked).toMatchObject({
      name: 'Argo CD',
      exclusive: true,
      object: { kind: 'Application', namespace: 'team', name: 'shop' },
    });
    expect(tracked?.advice).toContain('application "shop"');
    expect(of({ labels: { 'argocd.argoproj.io/instance': 'shop' } })).toMatchObject({
      name: 'Argo CD',
      object: { name: 'shop', namespace: null },
    });
  });

  it('ignores a tracking id that was copied from another object', () => {
    expect(
      of({ annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:acme-prod/other' } }),
    ).toBeNull();
  });

  it('knows Flux by either of its controllers, before Helm, which Flux uses', () => {
    const labels = { 'helm.toolkit.fluxcd.io/name': 'shop', 'helm.toolkit.fluxcd.io/namespace': 'flux' };
    const annotations = { 'meta.helm.sh/release-name': 'shop' };
    expect(of({ labels, annotations })).toMatchObject({
      name: 'Flux',
      exclusive: true,
      object: { kind: 'HelmRelease', namespace: 'flux', name: 'shop' },
    });
    const kustomize = { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux' };
    expect(of({ labels: kustomize })).toMatchObject({ name: 'Flux', object: { kind: 'Kustomization' } });
  });

  it('knows Helm, which does not mind a direct write', () => {
    expect(of({ annotations: { 'meta.helm.sh/release-name': 'shop' } })).toMatchObject({
      name: 'Helm',
      exclusive: false,
      object: null,
    });
    expect(of({ labels: { 'app.kubernetes.io/managed-by': 'Helm' } })).toMatchObject({
      name: 'Helm',
      exclusive: false,
    });
  });

  it('sees no manager in a plain workload', () => {
    expect(of({ labels: { 'app.kubernetes.io/managed-by': 'kubectl' } })).toBeNull();
  });
});
