/** The members of a JSON value: each path with the type of what is there. Items of arrays count as one. */
export function shapeOf(value: unknown): ReadonlyMap<string, string> {
  const shape = new Map<string, string>();
  collect(value, '', shape);
  return shape;
}

function collect(value: unknown, path: string, shape: Map<string, string>): void {
  if (Array.isArray(value)) {
    shape.set(path, 'array');
    for (const item of value) collect(item, `${path}[]`, shape);
  } else if (typeof value === 'object' && value !== null) {
    shape.set(path, 'object');
    for (const [key, member] of Object.entries(value)) collect(member, `${path}.${key}`, shape);
  } else shape.set(path, value === null ? 'null' : typeof value);
}

/** What one shape has and the other has not, or has as another type. */
export function missingFrom(shape: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): readonly string[] {
  return [...shape].filter(([path, type]) => other.get(path) !== type).map(([path, type]) => `${path}: ${type}`);
}

/**
 * What may differ between a simulated and a real cluster, because no reader of the gateway's looks at it: what kubelets,
 * admission and clouds add, the bookkeeping of single fields, and the sizes of whatever happens to be there.
 */
const knownDifferences: readonly RegExp[] = [
  /\.managedFields/,
  /^\.(emulation|minCompatibility)/,
  /\.serverAddressByClientCIDRs/,
  /\.storageVersionHash/,
  /^(\.items\[\])?\.metadata\.(annotations|labels)\.(node|beta|topology|volumes|failure-domain)\./,
  /^\.items\[\]\.metadata\.annotations: object/,
  /\.spec\.(podCIDR|podCIDRs|providerID|taints)/,
  /\.status\.(daemonEndpoints|nodeInfo|images|capacity|allocatable|features|runtimeHandlers)/,
  /\.lastHeartbeatTime/,
  /\.spec\.(volumes|tolerations|priority|preemptionPolicy|enableServiceLinks|serviceAccount|serviceAccountName)/,
  /\.volumeMounts/,
  /\.involvedObject\.fieldPath|\.source\.host/,
  /\.resources\[\]\.(group|version|shortNames|categories)/,
  /\.subresources|\.responseKind|\.shortNames|\.categories/,
  /\.status\.(resourceRules|nonResourceRules|reason|evaluationError)/,
];

/** Whether a line of {@link missingFrom} is one of the differences that are meant. */
export function knownDifference(line: string): boolean {
  return knownDifferences.some((pattern) => pattern.test(line));
}
