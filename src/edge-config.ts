/** What the edge admits, as it is set from outside. */
export interface EdgeConfig {
  /** Points that one operation may cost. */
  readonly operationCost: number;
  /** Points a second that a caller may ask for. */
  readonly callerBudget: number;
  /** Points a second that the callers of a tenant may ask for together. */
  readonly tenantBudget: number;
  /** Requests of one caller that run at once. */
  readonly callerRequests: number;
  /** How long a query or mutation may take until it is answered, in seconds. */
  readonly requestSeconds: number;
  /** Whether the schema can be asked for, and errors suggest names of it. */
  readonly introspection: boolean;
}

/** The settings of the edge: what each means, for `--help`, and its default. */
const numbers = {
  TENANTRY_OPERATION_COST: { default: 100_000, least: 100, most: 1_000_000_000, what: 'points' },
  TENANTRY_CALLER_BUDGET: { default: 1_000_000, least: 1, most: 1_000_000_000, what: 'points a second' },
  TENANTRY_TENANT_BUDGET: { default: 2_000_000, least: 1, most: 1_000_000_000, what: 'points a second' },
  TENANTRY_CALLER_REQUESTS: { default: 500, least: 1, most: 100_000, what: 'requests' },
  TENANTRY_REQUEST_SECONDS: { default: 30, least: 1, most: 3_600, what: 'seconds' },
} as const;

/** Names of the settings that `readEdgeConfig` reads. */
export const edgeSettings: readonly string[] = [...Object.keys(numbers), 'TENANTRY_INTROSPECTION'];

/** Of `--help`. A point is an item of a list. */
export const edgeHelp = `  TENANTRY_OPERATION_COST
                       list items that one operation may ask for (${numbers.TENANTRY_OPERATION_COST.default})
  TENANTRY_CALLER_BUDGET, TENANTRY_TENANT_BUDGET
                       list items a second that a caller, and all callers of a tenant, may ask
                       for (${numbers.TENANTRY_CALLER_BUDGET.default}, ${numbers.TENANTRY_TENANT_BUDGET.default}); up to 20 times as many at once
  TENANTRY_CALLER_REQUESTS
                       requests of one caller that run at once (${numbers.TENANTRY_CALLER_REQUESTS.default})
  TENANTRY_REQUEST_SECONDS
                       until a query or mutation is answered with DEADLINE_EXCEEDED (${numbers.TENANTRY_REQUEST_SECONDS.default})
  TENANTRY_INTROSPECTION
                       whether callers may ask for the schema: on or off (on)`;

/** Reads and checks the settings of the edge; each mistake says what to write instead. */
export function readEdgeConfig(setting: (name: string) => string | undefined, mistakes: string[]): EdgeConfig {
  const read = (name: keyof typeof numbers): number => {
    const { default: otherwise, least, most, what } = numbers[name];
    const value = setting(name);
    if (value === undefined) return otherwise;
    if (/^\d{1,10}$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value);
    mistakes.push(
      `${name}: ${JSON.stringify(value)} is not a number of ${what}. Write a whole number from ${least} to ${most}: ${name}=${otherwise}`,
    );
    return otherwise;
  };
  return {
    operationCost: read('TENANTRY_OPERATION_COST'),
    callerBudget: read('TENANTRY_CALLER_BUDGET'),
    tenantBudget: read('TENANTRY_TENANT_BUDGET'),
    callerRequests: read('TENANTRY_CALLER_REQUESTS'),
    requestSeconds: read('TENANTRY_REQUEST_SECONDS'),
    introspection: readSwitch('TENANTRY_INTROSPECTION', setting, mistakes),
  };
}

function readSwitch(name: string, setting: (name: string) => string | undefined, mistakes: string[]): boolean {
  const value = setting(name) ?? 'on';
  if (value === 'on' || value === 'off') return value === 'on';
  mistakes.push(`${name}: ${JSON.stringify(value)} is neither on nor off. Write: ${name}=on`);
  return true;
}
