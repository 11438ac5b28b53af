import type { SeenFleet } from '../../../domain/fleet/fleet.ts';
import type { App, AppInstance, Environment } from '../../../domain/fleet/fleet-model.ts';
import { PodSum } from '../../../domain/usage/sum-pods.ts';
import { clustersInScope } from '../../clusters-in-scope.ts';
import { appKeyText } from '../../ids.ts';
import type { ContainerModel, PodModel, TenantModel, UsageModel } from '../../models.ts';

/** All of these are sums over what is held, made when they are asked for: no cluster is called. */
export function usageOfContainer({ of, ...container }: ContainerModel): UsageModel {
  const sum = new PodSum();
  sum.addContainer(of.cluster, of.pod, container);
  return { usage: sum.usage, holders: [of.cluster] };
}

export function usageOfPod({ cluster, pod }: PodModel): UsageModel {
  const sum = new PodSum();
  sum.add(cluster, pod);
  return { usage: sum.usage, holders: [cluster] };
}

export function usageOfInstance(instance: AppInstance, fleet: SeenFleet): UsageModel {
  return { usage: sumOfInstances([instance], fleet).usage, holders: [instance.cluster] };
}

export function usageOfApp(app: App, fleet: SeenFleet): UsageModel {
  return once(fleet, `app ${appKeyText(app)}`, () => ({
    usage: sumOfInstances(app.instances, fleet).usage,
    holders: holdersOf(app.tenant, fleet),
  }));
}

export function usageOfEnvironment(environment: Environment, fleet: SeenFleet): UsageModel {
  return once(fleet, `environment ${environment.tenant}/${environment.environment}`, () => ({
    usage: sumOfEnvironments([environment]).usage,
    holders: holdersOf(environment.tenant, fleet),
  }));
}

export function usageOfTenant({ name }: TenantModel, fleet: SeenFleet): UsageModel {
  return once(fleet, `tenant ${name}`, () => ({
    usage: sumOfEnvironments(fleet.environmentsOf(name)).usage,
    holders: holdersOf(name, fleet),
  }));
}

const sums = new WeakMap<SeenFleet, Map<string, UsageModel>>();

/** Whoever asks for one sum under a hundred names at once has it added up once. Nothing changes before that is over. */
function once(fleet: SeenFleet, key: string, make: () => UsageModel): UsageModel {
  let known = sums.get(fleet);
  if (known === undefined) {
    sums.set(fleet, (known = new Map()));
    queueMicrotask(() => sums.delete(fleet));
  }
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

function sumOfInstances(instances: readonly AppInstance[], fleet: SeenFleet): PodSum {
  const sum = new PodSum();
  for (const instance of instances) for (const pod of fleet.instancePods(instance)) sum.add(instance.cluster, pod);
  return sum;
}

function sumOfEnvironments(environments: readonly Environment[]): PodSum {
  const sum = new PodSum();
  for (const { placements } of environments)
    for (const { cluster, namespace } of placements)
      for (const pod of cluster.pods.inNamespace(namespace)) sum.add(cluster, pod);
  return sum;
}

/** Also those that hold nothing of the tenant as far as is known. */
function holdersOf(tenant: string, fleet: SeenFleet): UsageModel['holders'] {
  return clustersInScope(fleet, { tenants: [tenant] });
}
