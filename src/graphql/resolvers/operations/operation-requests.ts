import type { AppKey } from '../../../domain/fleet/keys.ts';
import type { ContainerChange, EnvChange } from '../../../domain/operations/operations.ts';
import type { Problem } from '../../../domain/problem.ts';
import { fail, succeed } from '../../../lib/result.ts';
import type { Result } from '../../../lib/result.ts';
import type { ContainerChangeInput, EnvChangeInput } from '../../__generated__/resolvers.ts';
import type { Given } from '../../given.ts';
import type { GlobalId, NodeType } from '../../ids.ts';
import { appKeyText, parseGlobalId } from '../../ids.ts';

type Parsed<T> = Result<T, Problem>;

/** The app that an input names. */
export function appFrom(id: string): Parsed<AppKey> {
  const named = expectId('App', id, ['input', 'app']);
  return named.ok ? succeed(named.value.key) : named;
}

/** The key of the operation that an input names. */
export function operationFrom(id: string): Parsed<string> {
  const named = expectId('Operation', id, ['input', 'operation']);
  return named.ok ? succeed(named.value.id) : named;
}

/** The key of the freeze that an input names. */
export function freezeFrom(id: string): Parsed<string> {
  const named = expectId('Freeze', id, ['input', 'freeze']);
  return named.ok ? succeed(named.value.id) : named;
}

/** The digest of the revision that an input names: it has to be one of the app's. */
export function templateDigestFrom(app: AppKey, id: string): Parsed<string> {
  const path = ['input', 'revision'];
  const named = expectId('Revision', id, path);
  if (!named.ok) return named;
  if (appKeyText(named.value.app) !== appKeyText(app)) {
    return fail(
      problem('INVALID', 'This is a revision of another app: take it from `revisions` of the app itself.', path),
    );
  }
  return succeed(named.value.templateDigest);
}

/** The changes by container; a variable says exactly one thing. */
export function containerChangesFrom(
  inputs: readonly Given<ContainerChangeInput>[],
): Parsed<readonly ContainerChange[]> {
  const changes: ContainerChange[] = [];
  for (const [index, { env: envInputs, ...rest }] of inputs.entries()) {
    const env: EnvChange[] = [];
    for (const [envIndex, input] of (envInputs ?? []).entries()) {
      const change = envChangeFrom(input);
      if (change === null) {
        const path = ['input', 'containers', `${index}`, 'env', `${envIndex}`];
        return fail(problem('INVALID', 'Give exactly one of `value`, `secret` and `remove: true`.', path));
      }
      env.push(change);
    }
    changes.push(envInputs === undefined ? rest : { ...rest, env });
  }
  return succeed(changes);
}

function envChangeFrom({ name, value, secret, remove }: Given<EnvChangeInput>): EnvChange | null {
  const changes: EnvChange[] = [
    ...(value === undefined ? [] : [{ name, value }]),
    ...(secret === undefined ? [] : [{ name, secret }]),
    ...(remove === true ? [{ name, remove } as const] : []),
  ];
  return changes.length === 1 ? (changes[0] ?? null) : null;
}

function expectId<T extends NodeType>(
  type: T,
  text: string,
  path: readonly string[],
): Parsed<Extract<GlobalId, { readonly type: T }>> {
  const named = parseGlobalId(text);
  if (named === null) return fail(problem('NOT_FOUND', `No ${words[type]} has this id.`, path));
  if (isOfType(named, type)) return succeed(named);
  const message = `This is the id of ${article(words[named.type])}; give that of ${article(words[type])}.`;
  return fail(problem('INVALID', message, path));
}

function isOfType<T extends NodeType>(id: GlobalId, type: T): id is Extract<GlobalId, { readonly type: T }> {
  return id.type === type;
}

const words: Readonly<Record<NodeType, string>> = {
  ApiToken: 'API token',
  App: 'app',
  AuditRecord: 'audit record',
  Cluster: 'cluster',
  ClusterNode: 'cluster node',
  Environment: 'environment',
  Freeze: 'freeze',
  Operation: 'operation',
  Pod: 'pod',
  Revision: 'revision',
  Rollout: 'rollout',
  Tenant: 'tenant',
};

function article(word: string): string {
  return /^[aeiou]/i.test(word) ? `an ${word}` : `a ${word}`;
}

function problem(code: 'NOT_FOUND' | 'INVALID', message: string, path: readonly string[]): Problem {
  return { code, message, retryable: false, path, clusterId: null };
}
