/** Who the user of a kubeconfig is: a client certificate (PEM) or a bearer token. */
export type KubeconfigUser = { readonly certificate: string; readonly key: string } | { readonly token: string };

export interface KubeconfigContent {
  /** The name of the cluster, the context and the user. */
  readonly name: string;
  readonly server: string;
  /** PEM; left out for plain HTTP. */
  readonly certificateAuthority?: string;
  readonly user: KubeconfigUser;
}

/** A kubeconfig of one context, as JSON (which is YAML, too). */
export function kubeconfigText(content: KubeconfigContent): string {
  const { name, server, certificateAuthority, user } = content;
  const cluster =
    certificateAuthority === undefined
      ? { server }
      : { server, 'certificate-authority-data': base64(certificateAuthority) };
  const credentials =
    'token' in user
      ? { token: user.token }
      : { 'client-certificate-data': base64(user.certificate), 'client-key-data': base64(user.key) };
  return JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': name,
      clusters: [{ name, cluster }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      users: [{ name, user: credentials }],
    },
    undefined,
    2,
  );
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
