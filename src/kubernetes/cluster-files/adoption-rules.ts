import type { AdoptionRules } from '../../domain/clusters/cluster-definition.ts';
import type { Json } from '../../lib/json.ts';
import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { checkShape } from './cluster-file-shape.ts';

/** Adoption rules as data that is no cluster file's own, checked as there. A failure says what is wrong. */
export function readAdoptionRules(adopt: unknown): Result<AdoptionRules, string> {
  if (adopt === undefined) return succeed({ hide: ['kube-*'] });
  const [problem] = checkShape({ name: 'any', inCluster: true, adopt: adopt as Json });
  if (problem !== undefined) return fail(`${problem.path.join('.')}: ${problem.message}`);
  return succeed({ hide: ['kube-*'], ...(adopt as Partial<AdoptionRules>) });
}
