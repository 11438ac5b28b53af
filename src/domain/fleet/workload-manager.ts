import type { Workload, WorkloadKind } from '../workloads/workload.ts';
import type { Manager, ObjectRef } from './fleet-model.ts';

/** What Kubernetes calls the kinds of workload. */
export const kindNames: Readonly<Record<WorkloadKind, string>> = {
  DEPLOYMENT: 'Deployment',
  STATEFUL_SET: 'StatefulSet',
  DAEMON_SET: 'DaemonSet',
};

/**
 * Who else owns a workload, by the marks that its owner leaves on it, the strongest first: a controlling owner (labels and
 * annotations are often copied from it), Argo CD, Flux, Helm. Managed fields never count.
 */
export function managerOfWorkload(clusterId: string, workload: Workload): Manager | null {
  return (
    controller(clusterId, workload) ??
    argoCd(clusterId, workload) ??
    flux(clusterId, workload) ??
    helm(workload) ??
    null
  );
}

function controller(clusterId: string, { meta }: Workload): Manager | null {
  const owner = meta.controller;
  if (owner === null) return null;
  const object = {
    clusterId,
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    namespace: meta.namespace,
    name: owner.name,
  };
  return {
    name: owner.kind,
    exclusive: true,
    advice: `Change the ${owner.kind} "${owner.name}" instead: its controller writes this workload anew.`,
    object,
  };
}

/** @see https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/ */
function argoCd(clusterId: string, workload: Workload): Manager | null {
  const { annotations, labels, namespace, name } = workload.meta;
  const tracking = annotations['argocd.argoproj.io/tracking-id'];
  // An id that names another object was copied with its annotations: Argo CD itself ignores it then.
  const own = `:apps/${kindNames[workload.kind]}:${namespace}/${name}`;
  const tracked = tracking?.endsWith(own) === true ? tracking.slice(0, -own.length) : undefined;
  const application = tracked ?? labels['argocd.argoproj.io/instance'];
  if (application === undefined || application === '') return null;
  // Applications outside of Argo CD's own namespace are tracked as namespace_name.
  const [first = '', second] = application.split('_');
  const object: ObjectRef = {
    clusterId,
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    namespace: second === undefined ? null : first,
    name: second ?? first,
  };
  return {
    name: 'Argo CD',
    exclusive: true,
    advice: `Change it in the Git repository of the Argo CD application "${object.name}" instead: Argo CD undoes what is changed here.`,
    object,
  };
}

const fluxKinds = [
  { prefix: 'kustomize.toolkit.fluxcd.io', apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' },
  { prefix: 'helm.toolkit.fluxcd.io', apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease' },
];

/** @see https://fluxcd.io/flux/components/kustomize/kustomizations/ and https://fluxcd.io/flux/components/helm/helmreleases/ */
function flux(clusterId: string, { meta }: Workload): Manager | null {
  for (const { prefix, apiVersion, kind } of fluxKinds) {
    const name = meta.labels[`${prefix}/name`];
    const namespace = meta.labels[`${prefix}/namespace`];
    if (name === undefined || namespace === undefined) continue;
    return {
      name: 'Flux',
      exclusive: true,
      advice: `Change the source of the Flux ${kind} "${namespace}/${name}" instead: Flux undoes what is changed here.`,
      object: { clusterId, apiVersion, kind, namespace, name },
    };
  }
  return null;
}

function helm({ meta }: Workload): Manager | null {
  const release = meta.annotations['meta.helm.sh/release-name'];
  if (release === undefined && meta.labels['app.kubernetes.io/managed-by'] !== 'Helm') return null;
  const words = release === undefined ? 'its Helm release' : `the Helm release "${release}"`;
  return {
    name: 'Helm',
    exclusive: false,
    advice: `Put the same change into the values of ${words}: the next upgrade writes what they say.`,
    object: null,
  };
}
