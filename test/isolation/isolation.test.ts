import { describe, expect, it } from 'vitest';
import { createSchema } from '../../src/graphql/schema.ts';
import { runWorlds } from './run-worlds.ts';

const seed = process.env['ISOLATION_SEED'] ?? 'isolation';
const cases = Number(process.env['ISOLATION_CASES'] ?? 2_000);
/** From so many cases on, chance leaves no mutation out. */
const many = 1_000;

describe('isolation', () => {
  it(`holds for every way into the graph, over generated fleets and people (ISOLATION_SEED=${seed})`, async () => {
    const walked = await runWorlds({ seed, cases });
    expect(walked.cases).toBeGreaterThanOrEqual(cases);
    if (cases < many) return;
    // Each mutation was let through at least once: a test that only sees refusals shows nothing.
    const mutations = Object.keys((await createSchema()).getMutationType()?.getFields() ?? {});
    const tried = [...walked.tried.keys()];
    expect(mutations.filter((mutation) => !tried.some((each) => each.startsWith(`${mutation} ALLOWED`)))).toEqual([]);
  });
});
