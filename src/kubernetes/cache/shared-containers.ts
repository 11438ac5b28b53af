import type { Resources } from '../../domain/workloads/pod-template.ts';
import type { Container, Pod } from '../../domain/workloads/pod.ts';
import { createSharedByBytes } from '../shared-by-bytes.ts';

type Containers = Pod['containers'];

/** By their images: a few each, of pods that are on their way and of those that run, the last one that was asked for first. */
const known = createSharedByBytes<Containers[]>(16_384, 4 * 1024 * 1024);
const eachImages = 8;

/**
 * Containers such as the pods of a revision have them while all is well: equal, but for when they started, which is null here. One for
 * all clusters of this process. Null for those that say something of their own: how they crashed, or why they wait.
 */
export function sharedContainers(containers: Containers): Containers | null {
  const first = containers[0];
  if (first === undefined || !containers.every(isPlain)) return null;
  // Of all of them: the first one, such as a proxy that is put into each pod, is the same for many apps.
  const images = containers.length === 1 ? first.image : containers.map(({ image }) => image).join(' ');
  let near = known.get(images);
  if (near === undefined) known.set(images, (near = []));
  const at = near.findIndex((each) => areAlike(each, containers));
  const held = near[at];
  if (held !== undefined && at === 0) return held;
  const shared = held ?? Object.freeze(containers.map((each) => Object.freeze({ ...each, startedAt: null })));
  near.splice(at === -1 ? eachImages - 1 : at, 1);
  near.unshift(shared);
  return shared;
}

function isPlain({ message, lastTermination }: Container): boolean {
  return message === null && lastTermination === null;
}

function areAlike(some: Containers, others: Containers): boolean {
  if (some.length !== others.length) return false;
  return some.every((each, index) => {
    const other = others[index];
    return other !== undefined && isAlike(each, other);
  });
}

/** Both are plain. */
function isAlike(one: Container, other: Container): boolean {
  return (
    one.name === other.name &&
    one.image === other.image &&
    one.init === other.init &&
    one.state === other.state &&
    one.ready === other.ready &&
    one.reason === other.reason &&
    one.exitCode === other.exitCode &&
    one.restarts === other.restarts &&
    areSame(one.requests, other.requests) &&
    areSame(one.limits, other.limits)
  );
}

function areSame(one: Resources | null, other: Resources | null): boolean {
  if (one === null || other === null) return one === other;
  return one.cpu === other.cpu && one.memory === other.memory;
}
