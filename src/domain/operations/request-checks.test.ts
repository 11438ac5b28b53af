import { expect, it } from 'vitest';
import { createAccess, environmentScope } from '../access/access.ts';
import type { Action } from '../access/action.ts';
import { lostRightProblem } from './request-checks.ts';
import type { WorkRequest } from './work-request.ts';

const app = { tenant: 'acme', environment: 'prod', name: 'web', kind: 'DEPLOYMENT' } as const;
const asker = { name: 'mia', kind: 'USER' } as const;

it.each([
  { environment: 'prod', may: ['VIEW', 'DEPLOY'], force: false, lost: false },
  { environment: 'prod', may: ['VIEW', 'DEPLOY', 'FORCE'], force: true, lost: false },
  { environment: 'prod', may: ['VIEW', 'DEPLOY'], force: true, lost: true },
  { environment: 'prod', may: ['VIEW', 'SCALE'], force: false, lost: true },
  { environment: 'prod', may: ['DEPLOY'], force: false, lost: true },
  { environment: 'dev', may: ['VIEW', 'DEPLOY'], force: false, lost: true },
] satisfies readonly { environment: string; may: readonly Action[]; force: boolean; lost: boolean }[])(
  'who asked may do it still, or has lost the right: $may in $environment',
  ({ environment, may, force, lost }) => {
    const scope = environmentScope({ tenant: 'acme', environment });
    const access = createAccess([{ role: 'some', scope, actions: new Set<Action>(may) }]);
    const request: WorkRequest = { kind: 'DEPLOY', app, image: 'web:2', onFailure: 'LEAVE', dryRun: false, force };
    expect(lostRightProblem(asker, access, request)?.code ?? null).toBe(lost ? 'FORBIDDEN' : null);
  },
);
