import type { Actor } from '../caller.ts';
import type { AccessScope } from './access.ts';

/** Whom a role is given: people and tokens by the names that they call under, groups by the names that sign-on tells. */
export interface Subject {
  readonly kind: 'PERSON' | 'GROUP' | 'TOKEN';
  readonly name: string;
}

/** A role, given to somebody, somewhere. */
export interface Binding {
  readonly role: string;
  readonly subject: Subject;
  readonly scope: AccessScope;
}

/** A binding that was made by a mutation. Times in milliseconds since the epoch. */
export interface RecordedBinding extends Binding {
  readonly id: string;
  readonly createdBy: Actor;
  readonly createdAt: number;
}

/** One text for each binding that says something else; their order is that of lists. */
export function bindingText({ role, subject, scope }: Binding): string {
  const tenant = scope.type === 'FLEET' ? '' : scope.tenant;
  const environment = scope.type === 'ENVIRONMENT' ? scope.environment : '';
  return [tenant, environment, role, subject.kind, subject.name].map(encodeURIComponent).join('/');
}
