import type { ClusterConnectionSource } from '../../domain/clusters/cluster-definition.ts';
import type { CredentialSource } from './credentials.ts';
import type { ExecPluginOptions } from './exec-plugin.ts';
import { createKubeconfigCredentials } from './kubeconfig-credentials.ts';
import { createInClusterCredentials } from './library-credentials.ts';
import { createServerCredentials } from './server-credentials.ts';

/** The credentials of a registered cluster. */
export function createCredentialSource(
  connection: ClusterConnectionSource,
  options: ExecPluginOptions,
): CredentialSource {
  switch (connection.type) {
    case 'kubeconfig':
      return createKubeconfigCredentials(connection.path, connection.context, options);
    case 'inCluster':
      return createInClusterCredentials();
    default:
      return createServerCredentials(connection);
  }
}
