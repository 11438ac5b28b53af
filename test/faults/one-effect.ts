import { expect } from 'vitest';
import { recordOf } from '../../src/domain/audit/audit-chain.ts';
import { auditLinks, verifyRecords } from '../../src/domain/audit/verify-records.ts';
import { openAuditChain } from '../../src/records/open-audit-chain.ts';
import type { ControlPlaneClient } from '../support/control-plane-client.ts';
import { cutOffPatchesOf, patchesOf } from './patches-of.ts';

/** Where an app is, and what counts its changes. */
export interface CountedApp {
  readonly namespace: string;
  readonly app: string;
  readonly clusters: readonly ControlPlaneClient[];
}

/** What a cluster counts of an app. */
export interface Counts {
  /** Of changes of its spec. */
  readonly generation: number;
  /** That it is to have. */
  readonly replicas: number;
  /** Of the newest revision. */
  readonly revision: number;
  readonly replicaSets: number;
  /** How many patches of it the API server said it took, dry runs apart. */
  readonly patches: number;
  /** Of how many more it could not say so to anybody any more. */
  readonly cutOff: number;
}

/** What one effect adds in each cluster, and records. */
export interface Effect {
  /** To the number of the newest revision, and to the ReplicaSets. */
  readonly revisions: 0 | 1;
  readonly replicaSets: 0 | 1;
  /** The mutations that the audit says were accepted, in their order; those that only repeat one apart. */
  readonly accepted: readonly string[];
}

export async function countsOf({ clusters, namespace, app }: CountedApp): Promise<readonly Counts[]> {
  return await Promise.all(
    clusters.map(async (cluster) => {
      const read = async (path: string) =>
        (await cluster.request('GET', `/apis/apps/v1/namespaces/${namespace}/${path}`)).body;
      const { metadata, spec } = (await read(`deployments/${app}`)) as {
        readonly metadata: { readonly generation: number; readonly annotations: Readonly<Record<string, string>> };
        readonly spec: { readonly replicas: number };
      };
      const { items } = (await read('replicasets')) as { readonly items: readonly unknown[] };
      return {
        generation: metadata.generation,
        replicas: spec.replicas,
        revision: Number(metadata.annotations['deployment.kubernetes.io/revision']),
        replicaSets: items.length,
        patches: patchesOf(cluster, namespace, app).length,
        cutOff: cutOffPatchesOf(cluster, namespace, app).length,
      };
    }),
  );
}

/** Exactly one effect in each cluster, by the operation with this id, and an audit that is whole. */
export async function expectOneEffect(
  counted: CountedApp,
  { revisions, replicaSets, accepted }: Effect,
  databasePath: string,
  before: readonly Counts[],
  id: string,
): Promise<void> {
  const after = await countsOf(counted);
  expect(after, `from ${JSON.stringify(before)} to ${JSON.stringify(after)}`).toEqual(
    before.map((counts, index) => {
      // Whoever was killed while the API server wrote is not told; the one that goes on finds it written, and sends none.
      const cutOff = after[index]?.cutOff ?? 0;
      const unanswered = cutOff > counts.cutOff && after[index]?.patches === counts.patches;
      return {
        generation: counts.generation + 1,
        replicas: expect.any(Number),
        revision: counts.revision + revisions,
        replicaSets: counts.replicaSets + replicaSets,
        patches: unanswered ? counts.patches : counts.patches + 1,
        cutOff,
      };
    }),
  );
  // As the annotation on the workload has it.
  const [, operation] = Buffer.from(id, 'base64url').toString().split('/');
  for (const [index, cluster] of counted.clusters.entries()) {
    const { patches = 0, cutOff = 0 } = before[index] ?? {};
    const sent = [
      ...patchesOf(cluster, counted.namespace, counted.app).slice(patches),
      ...cutOffPatchesOf(cluster, counted.namespace, counted.app).slice(cutOff),
    ];
    for (const patch of sent) {
      expect(patch).toMatchObject({ userAgent: 'tenantry' });
      expect(patch.requestObject).toContainEqual(expect.objectContaining({ value: operation }));
    }
  }
  const { chain, close } = await openAuditChain(`sqlite:${databasePath}`);
  try {
    expect(await verifyRecords(chain, { expected: [] })).toMatchObject({ fault: null });
    const begun: unknown[] = [];
    for await (const { content, hash } of auditLinks(chain, 1, null)) {
      const { outcome, repeated, operationId, action } = recordOf(content, hash);
      if (outcome === 'ACCEPTED' && !repeated) begun.push({ action, operationId });
    }
    expect(begun, 'what the audit says was accepted').toEqual(
      accepted.map((action) => ({ action, operationId: operation })),
    );
  } finally {
    await close();
  }
}
