import { controllerReference } from '../objects/kube-object.ts';
import type { KubeObject, NewObject } from '../objects/kube-object.ts';
import type { Affinity, Pod, PodTemplate } from '../objects/pod.ts';

export interface PodIdentity {
  readonly name: string;
  readonly generateName?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly hostname?: string;
  readonly subdomain?: string;
  /** Only for pods that have to run on one node. */
  readonly affinity?: Affinity;
}

/** A pod of a template, as its controller creates it: not scheduled yet. */
export function makePod(owner: KubeObject, template: PodTemplate, identity: PodIdentity): NewObject<Pod> {
  const { name, generateName, labels, ...placed } = identity;
  const annotations = template.metadata?.annotations;
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name,
      ...(generateName === undefined ? {} : { generateName }),
      ...(owner.metadata.namespace === undefined ? {} : { namespace: owner.metadata.namespace }),
      labels: { ...template.metadata?.labels, ...labels },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(owner)],
    },
    spec: { ...template.spec, ...placed },
    status: { phase: 'Pending', qosClass: qualityOfService(template) },
  };
}

function qualityOfService(template: PodTemplate): string {
  const resources = template.spec.containers.map((container) => container.resources ?? {});
  if (resources.every(({ requests, limits }) => requests === undefined && limits === undefined)) return 'BestEffort';
  const guaranteed = resources.every(({ requests, limits }) =>
    ['cpu', 'memory'].every(
      (name) => limits?.[name] !== undefined && limits[name] === (requests?.[name] ?? limits[name]),
    ),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
