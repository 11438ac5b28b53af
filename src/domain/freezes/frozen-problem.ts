import type { EnvironmentKey } from '../fleet/keys.ts';
import { problem } from '../operations/problems.ts';
import type { Problem } from '../problem.ts';
import type { Frozen, PlannedWhere } from './frozen-by.ts';

/** The refusal of an operation that a freeze forbids: why, until when, and what can be done. */
export function frozenProblem({ freeze, clusters }: Frozen, asked: PlannedWhere): Problem {
  const free = asked.clusters.filter((cluster) => !clusters.includes(cluster)).map(({ name }) => name);
  const everywhere = free.length === 0;
  const names = clusters.map(({ name }) => name);
  const [only] = clusters;
  const where = everywhere ? '' : ` in ${listed(names)}`;
  const until = new Date(freeze.until).toISOString();
  const words = [
    `${environmentName(asked.environment)} is frozen${where} until ${until}: ${sentence(freeze.reason)}`,
    ...(everywhere
      ? []
      : [`To leave ${names.length === 1 ? 'it' : 'them'} out, name in clusters only ${listed(free)}.`]),
    asked.kind === 'ROLLBACK'
      ? 'This freeze lets no rollback pass: ask a platform administrator to end it.'
      : 'Ask again after that, or ask a platform administrator to end the freeze.',
  ];
  const clusterId = !everywhere && clusters.length === 1 && only !== undefined ? { clusterId: only.id } : {};
  return problem('FROZEN', words.join(' '), clusterId);
}

function environmentName({ tenant, environment }: EnvironmentKey): string {
  return `${tenant}/${environment}`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
