/** A kubeconfig whose contexts, clusters and users bear the same names. */
export function kubeconfigText(options: {
  readonly contexts: readonly string[];
  /** Default: the first; null: none. */
  readonly current?: string | null;
  readonly server?: string;
  readonly token?: string;
  readonly insecure?: boolean;
}): string {
  const { contexts, server = 'https://127.0.0.1:6443', token = 'hunter2', insecure = false } = options;
  const current = options.current === undefined ? contexts[0] : options.current;
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    ...(current === null ? {} : { 'current-context': current }),
    clusters: contexts.map((name) => ({
      name,
      cluster: { server, ...(insecure ? { 'insecure-skip-tls-verify': true } : {}) },
    })),
    users: contexts.map((name) => ({ name, user: { token } })),
    contexts: contexts.map((name) => ({ name, context: { cluster: name, user: name } })),
  });
}
