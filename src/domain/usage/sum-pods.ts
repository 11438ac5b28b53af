import type { ClusterSource } from '../clusters/cluster-source.ts';
import type { UsedResources } from '../clusters/cluster-usage.ts';
import type { Container, Pod } from '../workloads/pod.ts';
import type { Resources } from '../workloads/pod-template.ts';
import { isAlive, podLimits, podRequests, sampleOf } from './pod-usage.ts';
import { Ratio, ResourceSum, SampleSpan } from './sums.ts';
import type { WorkloadUsage } from './usage.ts';

/** Adds up what pods use, each in one pass over what is held: nothing is asked of a cluster. */
export class PodSum {
  readonly #clusters = new Set<ClusterSource>();
  readonly #requests = new ResourceSum();
  readonly #limits = new ResourceSum();
  readonly #measured = new MeasuredSum();
  #pods = 0;
  #podsCounted = 0;

  add(cluster: ClusterSource, pod: Pod): void {
    if (!isAlive(pod)) return;
    this.#pods += 1;
    this.#clusters.add(cluster);
    this.#requests.add(podRequests(pod));
    this.#limits.add(podLimits(pod));
    const sample = sampleOf(cluster, pod);
    if (sample === undefined) return;
    this.#podsCounted += 1;
    this.#measured.span.add(sample);
    for (const [name, used] of sample.containers) {
      const container = pod.containers.find((each) => each.name === name);
      this.#measured.add(used, container);
    }
  }

  addContainer(cluster: ClusterSource, pod: Pod, container: Container): void {
    if (!isAlive(pod)) return;
    this.#pods += 1;
    this.#clusters.add(cluster);
    this.#requests.add(container.requests);
    this.#limits.add(container.limits);
    const sample = sampleOf(cluster, pod);
    const used = sample?.containers.get(container.name);
    if (sample === undefined || used === undefined) return;
    this.#podsCounted += 1;
    this.#measured.span.add(sample);
    this.#measured.add(used, container);
  }

  get usage(): WorkloadUsage {
    const isKnown = this.#podsCounted > 0 || this.#pods === 0;
    return {
      ...this.#measured.span.span,
      used: isKnown ? this.#measured.used : nothingKnown,
      requests: this.#requests.ofStated,
      limits: this.#limits.ofAll,
      utilization: this.#measured.utilization,
      headroom: this.#podsCounted > 0 ? this.#measured.headroom : nothingKnown,
      pods: this.#pods,
      podsCounted: this.#podsCounted,
      clusters: this.#clusters,
    };
  }
}

const nothingKnown: Resources = { cpu: null, memory: null };

/** What the measured containers use, next to what each of them states. */
class MeasuredSum {
  readonly span = new SampleSpan();
  readonly #used = new ResourceSum();
  readonly #headroom = new ResourceSum();
  readonly #ratios = {
    cpuOfRequests: new Ratio(),
    cpuOfLimits: new Ratio(),
    memoryOfRequests: new Ratio(),
    memoryOfLimits: new Ratio(),
  };

  add(used: UsedResources, container: Container | undefined): void {
    const { requests = null, limits = null } = container ?? {};
    this.#used.add(used);
    this.#headroom.add({ cpu: less(limits?.cpu, used.cpu), memory: less(limits?.memory, used.memory) });
    this.#ratios.cpuOfRequests.add(used.cpu, requests?.cpu ?? null);
    this.#ratios.cpuOfLimits.add(used.cpu, limits?.cpu ?? null);
    this.#ratios.memoryOfRequests.add(used.memory, requests?.memory ?? null);
    this.#ratios.memoryOfLimits.add(used.memory, limits?.memory ?? null);
  }
  get used(): Resources {
    return this.#used.ofAll;
  }
  get headroom(): Resources {
    return this.#headroom.ofAll;
  }
  get utilization(): WorkloadUsage['utilization'] {
    const { cpuOfRequests, cpuOfLimits, memoryOfRequests, memoryOfLimits } = this.#ratios;
    return {
      cpuOfRequests: cpuOfRequests.value,
      cpuOfLimits: cpuOfLimits.value,
      memoryOfRequests: memoryOfRequests.value,
      memoryOfLimits: memoryOfLimits.value,
    };
  }
}

/** What is left of a limit: nothing, where more is used than that. */
function less(limit: number | null | undefined, used: number): number | null {
  return limit === null || limit === undefined ? null : Math.max(0, limit - used);
}
