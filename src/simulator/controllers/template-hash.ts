import { canonicalJson, sameJson } from '../objects/json-value.ts';
import type { PodTemplate } from '../objects/pod.ts';
import { nameHash } from '../objects/random.ts';

/** The label that tells the ReplicaSets of a Deployment apart. */
export const podTemplateHash = 'pod-template-hash';

/** The hash of a template, as it ends names of ReplicaSets and ControllerRevisions. */
export function templateHash(template: PodTemplate, collisions: number | undefined): string {
  return nameHash(`${canonicalJson(template)}${collisions ?? ''}`);
}

/** Whether two templates are the same but for the label that the Deployment controller adds. */
export function sameTemplate(left: PodTemplate, right: PodTemplate): boolean {
  return sameJson(withoutHash(left), withoutHash(right));
}

/** A template without the label that the Deployment controller adds. */
export function withoutHash(template: PodTemplate): PodTemplate {
  const { [podTemplateHash]: _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}
