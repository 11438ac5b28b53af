import type { TestProject } from 'vitest/node';
import { startPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The superuser's URL of the PostgreSQL server of this run; undefined in a project without one. */
    readonly postgresUrl: string | undefined;
  }
}

/** Vitest's global setup of the project that runs the suites of the records on PostgreSQL: one server for all. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  project.provide('postgresUrl', server.url);
  return () => server.stop();
}
