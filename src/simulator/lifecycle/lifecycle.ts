/** Seconds: exactly, or somewhere between two bounds. */
export type Seconds = number | readonly [number, number];

/**
 * How containers of some images, or of pods that say so, behave. Data of `clusters/demo`. Where several fit, each
 * member is taken from the last one that has it; one that the pod's annotation names comes last of all.
 */
export interface Lifecycle {
  readonly name: string;
  /** Which images, `*` standing for anything. Without it only pods that name this lifecycle have it. */
  readonly images?: readonly string[];
  /** Until a node is chosen. */
  readonly schedule?: Seconds;
  /** Until the image is there. */
  readonly pull?: Seconds;
  /** Why the image never comes. */
  readonly pullError?: string;
  /** From the start of the container until it is ready; null: never. */
  readonly ready?: Seconds | null;
  /** What the readiness probe says until then. */
  readonly probeMessage?: string;
  readonly crash?: Crash | null;
  /** Until a container that has to go has stopped. */
  readonly stop?: Seconds;
  readonly log?: LogPattern;
}

export interface Crash {
  /** From the start of the container. */
  readonly after: Seconds;
  readonly exitCode: number;
  /** Error, OOMKilled … */
  readonly reason?: string;
  /** The container's last words. */
  readonly message?: string;
}

export interface LogPattern {
  /** Seconds from one line to the next. */
  readonly every: number;
  /** Said in turn; `{n}` is a number that differs from line to line. */
  readonly lines: readonly string[];
}

/** A pod annotation that names the lifecycle of its containers. */
export const lifecycleAnnotation = 'simulator.tenantry.dev/lifecycle';

export type ContainerLifecycle = Omit<Lifecycle, 'name' | 'images'>;

/** How the containers of an image behave in a pod. */
export type LifecycleLookup = (
  podAnnotations: Readonly<Record<string, string>> | undefined,
  image: string,
) => ContainerLifecycle;

/** Looks lifecycles up; what was found once for an image is kept. */
export function createLifecycleLookup(lifecycles: readonly Lifecycle[]): LifecycleLookup {
  const patterns = lifecycles.map((lifecycle) => ({
    lifecycle,
    expressions: (lifecycle.images ?? []).map(imagePattern),
  }));
  const found = new Map<string, ContainerLifecycle>();
  return (annotations, image) => {
    const named = annotations?.[lifecycleAnnotation] ?? '';
    const key = `${named} ${image}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    const byImage = patterns.filter(({ expressions }) => expressions.some((expression) => expression.test(image)));
    const fitting = [...byImage.map(({ lifecycle }) => lifecycle), ...lifecycles.filter(({ name }) => name === named)];
    const merged: ContainerLifecycle = Object.assign({}, ...fitting);
    found.set(key, merged);
    return merged;
  };
}

function imagePattern(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`);
}
