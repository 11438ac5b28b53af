import type { AccessScope } from '../../../domain/access/access.ts';

type Scoped = { readonly scope: AccessScope };

/** The fields that tell of a scope in names. */
export const whereOf = {
  tenant: ({ scope }: Scoped): string | null => (scope.type === 'FLEET' ? null : scope.tenant),
  environment: ({ scope }: Scoped): string | null => (scope.type === 'ENVIRONMENT' ? scope.environment : null),
} as const;
