import { describe, expect, it } from 'vitest';
import { edgeSettings, readEdgeConfig } from './edge-config.ts';
import { defaultLimits, defaultTimeouts } from './graphql/server/limits.ts';
import { defaultRates } from './graphql/server/admission.ts';

function read(env: Readonly<Record<string, string>>) {
  const mistakes: string[] = [];
  return { config: readEdgeConfig((name) => env[name], mistakes), mistakes };
}

describe('the settings of the edge', () => {
  it('have the defaults of the edge itself', () => {
    expect(read({})).toEqual({
      config: {
        operationCost: defaultLimits.cost,
        callerBudget: defaultRates.caller.pointsPerSecond,
        tenantBudget: defaultRates.tenant.pointsPerSecond,
        callerRequests: defaultLimits.runningPerCaller,
        requestSeconds: defaultTimeouts.deadlineMs / 1_000,
        introspection: true,
      },
      mistakes: [],
    });
  });

  it('are taken as they are set', () => {
    const env = { TENANTRY_OPERATION_COST: '5000', TENANTRY_REQUEST_SECONDS: '5', TENANTRY_INTROSPECTION: 'off' };
    expect(read(env)).toMatchObject({
      config: { operationCost: 5_000, requestSeconds: 5, introspection: false },
      mistakes: [],
    });
  });

  it('are refused all at once where they are wrong, each with what to write', () => {
    const { mistakes } = read(Object.fromEntries(edgeSettings.map((name) => [name, '1e3'])));
    expect(mistakes).toHaveLength(edgeSettings.length);
    expect(mistakes[0]).toBe(
      'TENANTRY_OPERATION_COST: "1e3" is not a number of points. Write a whole number from 100 to 1000000000: TENANTRY_OPERATION_COST=100000',
    );
    expect(mistakes.at(-1)).toBe(
      'TENANTRY_INTROSPECTION: "1e3" is neither on nor off. Write: TENANTRY_INTROSPECTION=on',
    );
    expect(read({ TENANTRY_REQUEST_SECONDS: '0' }).mistakes).toHaveLength(1);
  });
});
