import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import schema from '../../../clusters/cluster.schema.json' with { type: 'json' };
import type { Json, JsonObject } from '../../lib/json.ts';
import { checkShape } from './cluster-file-shape.ts';

const anything = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;
const examplesOf = (field: unknown): readonly Json[] => (Object(field) as { examples?: Json[] }).examples ?? [];

/** Objects that are nearly right: each field an example of the schema, or anything. */
function nearly(properties: object): fc.Arbitrary<JsonObject> {
  const fields = Object.entries(properties).map(([name, field]) => {
    const inner = (Object(field) as { properties?: object }).properties;
    const values = [fc.constantFrom<Json>(...examplesOf(field), 'x', 1, null, true), anything];
    return [name, fc.oneof(...values, ...(inner === undefined ? [] : [nearly(inner)]))] as const;
  });
  return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
}

describe('checkShape', () => {
  it('accepts every example of the schema', () => {
    const { kubeconfig, context, labels, tenants, adopt, name } = schema.properties;
    const inner = Object.entries(adopt.properties).map(([field, { examples }]) => [field, examples[0]]);
    expect(
      checkShape({
        name: name.examples[0]!,
        labels: labels.examples[0]!,
        kubeconfig: kubeconfig.examples[0]!,
        context: context.examples[0]!,
        tenants: tenants.examples[0]!,
        adopt: Object.fromEntries(inner) as JsonObject,
      }),
    ).toEqual([]);
  });

  it('says in words, and where, whatever the schema refuses', () => {
    fc.assert(
      fc.property(fc.oneof(anything, nearly(schema.properties)), (value) => {
        for (const problem of checkShape(value)) {
          expect(problem.message).not.toMatch(/undefined|Does not fit the schema|\[object/);
          expect(problem.message).toMatch(/[Ww]rite|Did you mean|fields are|Remove|Add|Put/);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('has a description and an example for every field, which editors show', () => {
    const fields = {
      ...schema.properties,
      ...schema.properties.adopt.properties,
      ...schema.properties.prometheus.properties,
    };
    for (const [name, field] of Object.entries(fields)) {
      expect({ name, ...field }).toMatchObject({ description: expect.any(String), examples: [expect.anything()] });
    }
  });
});
