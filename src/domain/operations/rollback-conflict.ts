import type { AppKey } from '../fleet/keys.ts';
import type { Problem } from '../problem.ts';
import type { Journal } from './journal.ts';
import type { PlannedStep } from './plan-work.ts';
import { problem } from './problems.ts';
import type { WorkRequest } from './work-request.ts';

/**
 * "Each placement's previous one" means one thing only where the placements came to their templates together. Where they
 * differ, and different operations made them so, the caller has to say what is meant.
 */
export async function rollbackConflict(
  request: WorkRequest,
  steps: readonly PlannedStep[],
  journal: Pick<Journal, 'ofTemplate'>,
): Promise<Problem | null> {
  if (request.kind !== 'ROLLBACK' || request.undo !== undefined) return null;
  if (request.templateDigest !== undefined || request.toRevision !== undefined) return null;
  const digests = new Set(steps.map(({ live }) => live.workload.template.digest));
  if (digests.size < 2) return null;
  const makers = await Promise.all(
    steps.map(({ instance, live }) =>
      makerOf(request.app, live.workload.template.digest, instance.cluster.id, journal),
    ),
  );
  if (new Set(makers).size < 2) return null;
  const list = steps.map(({ instance, live }, index) => {
    const by = makers[index];
    const image = live.workload.template.image ?? 'an unknown image';
    return `${instance.cluster.name} runs ${image} (${by === null || by === undefined ? 'not set by Tenantry' : `operation ${by}`})`;
  });
  return problem(
    'CONFLICT',
    `The placements run different templates, from different changes: ${list.join('; ')}. Say which revision to go back to, or name one placement in clusters.`,
  );
}

async function makerOf(
  app: AppKey,
  digest: string,
  clusterId: string,
  journal: Pick<Journal, 'ofTemplate'>,
): Promise<string | null> {
  return (await journal.ofTemplate(app, digest, clusterId))?.id ?? null;
}
