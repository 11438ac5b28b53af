// The schema's own rules, and the promise to clients: nothing of test/contract.graphql was taken away or changed.
import { readFileSync } from 'node:fs';
import { buildASTSchema, buildSchema, findBreakingChanges } from 'graphql';
import { readSchemaDocument } from '../codegen/read-schema.ts';
import { schemaFaults } from './schema-rules.ts';

const schema = buildASTSchema(readSchemaDocument());
const contract = buildSchema(readFileSync(new URL('../../test/contract.graphql', import.meta.url), 'utf8'));

const broken = findBreakingChanges(contract, schema).map(
  ({ type, description }) => `breaks the contract (${type}): ${description}`,
);
const faults = [...schemaFaults(schema), ...broken];
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
