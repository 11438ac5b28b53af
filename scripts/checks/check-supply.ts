// What the project is made of: each package is locked by its content, comes from a registry, and runs no script that is not stated.
import { readFileSync } from 'node:fs';
import { supplyFaults } from './supply-rules.ts';
import type { Lockfile, Supply } from './supply-rules.ts';

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

const faults = supplyFaults({
  manifest: JSON.parse(read('package.json')) as Supply['manifest'],
  lock: JSON.parse(read('package-lock.json')) as Lockfile,
  npmrc: read('.npmrc'),
});
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
