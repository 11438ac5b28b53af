import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import type { ClusterDefinition } from './cluster-definition.ts';
import type { ClusterFile } from './demo-files.ts';
import { demoSchemas, describeMistakes } from './demo-schema.ts';
import { namespacesOf, workloadsOf } from './tenant-apps.ts';

export interface DemoCluster {
  readonly definition: ClusterDefinition;
  /** What the cluster's file says about adoption. */
  readonly adopt?: unknown;
}

/**
 * Reads the simulated fleet: one cluster a file, in the order of file names.
 * Throws, naming the file and each mistake, where one is wrong: the data is part of the product.
 */
export async function loadDemo(directory: string): Promise<readonly DemoCluster[]> {
  const files = (await readdir(directory)).filter((name) => /\.ya?ml$/.test(name)).sort();
  const documents = new Map<string, Promise<unknown>>();
  const load = <T>(path: string, validate: ValidateFunction<T>): Promise<T> => {
    const document = documents.get(path) ?? readYaml(path);
    documents.set(path, document);
    return document.then((value) => check(path, value, validate));
  };
  return Promise.all(
    files.map(async (name) => {
      const path = join(directory, name);
      const file = await load(path, demoSchemas.cluster());
      const beside = (other: string): string => join(dirname(path), other);
      const lifecycles = await Promise.all(
        (file.lifecycles ?? []).map((other) => load(beside(other), demoSchemas.lifecycles())),
      );
      const tenants = await Promise.all((file.tenants ?? []).map((other) => load(beside(other), demoSchemas.tenant())));
      const definition: ClusterDefinition = {
        name: file.name,
        labels: file.labels ?? {},
        kubernetesVersion: file.kubernetesVersion,
        nodes: file.nodes,
        namespaces: [...tenants.flatMap((tenant) => namespacesOf(tenant, file)), ...(file.namespaces ?? [])],
        workloads: [...tenants.flatMap((tenant) => workloadsOf(tenant, file.name)), ...(file.workloads ?? [])],
        lifecycles: lifecycles.flatMap((loaded) => loaded.lifecycles),
        outages: file.outages ?? [],
      };
      return { definition, ...adoption(file) };
    }),
  );
}

function adoption(file: ClusterFile): { readonly adopt?: unknown } {
  return file.adopt === undefined ? {} : { adopt: file.adopt };
}

async function readYaml(path: string): Promise<unknown> {
  return parse(await readFile(path, 'utf8'));
}

function check<T>(path: string, value: unknown, validate: ValidateFunction<T>): T {
  if (validate(value)) return value;
  throw new Error(`${path} is not what a simulated fleet is made of:\n${describeMistakes(validate.errors)}`);
}
