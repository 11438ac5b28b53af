/**
 * Whether a server offers the streaming list. Most do by default since 1.32; older ones would leave it unanswered.
 * @param version such as `v1.36.3`
 */
export function offersStreamingList(version: string): boolean {
  const { major, minor } = parse(version);
  return major > 1 || minor >= 32;
}

/**
 * Whether it costs a server less to list a kind as a stream than in pages. Since 1.34 pages come from snapshots of the watch cache, and a
 * stream copies each object first; 1.33 does not offer it by default; older servers read every page from etcd.
 * @param version such as `v1.36.3`
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/4988-snapshottable-api-server-cache
 */
export function prefersStreamingList(version: string): boolean {
  const { major, minor } = parse(version);
  return major === 1 && minor === 32;
}

function parse(version: string): { readonly major: number; readonly minor: number } {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  return { major: Number(major), minor: Number(minor) };
}
