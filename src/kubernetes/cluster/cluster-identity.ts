import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import type { CallFailure } from '../failures.ts';
import { objectOf, textOf } from '../projections/read.ts';
import type { ClusterTransport } from '../transport/cluster-transport.ts';

/** Which cluster answers at an address. */
export interface ClusterIdentity {
  /** The `kube-system` namespace's. */
  readonly uid: string;
  /** Such as `v1.36.3`. */
  readonly kubernetesVersion: string;
}

const deadlineMs = 5000;

/** Asks a cluster who it is. */
export async function readClusterIdentity(transport: ClusterTransport): Promise<Result<ClusterIdentity, CallFailure>> {
  const [version, namespace] = await Promise.all([
    transport.call({ path: '/version', what: 'ask /version', deadlineMs }),
    transport.call({ path: '/api/v1/namespaces/kube-system', what: 'get namespace kube-system', deadlineMs }),
  ]);
  if (!namespace.ok) return namespace;
  if (!version.ok) return version;
  const uid = textOf(objectOf(namespace.value['metadata'])['uid']);
  if (uid === null) {
    return fail({
      reason: 'UNAVAILABLE',
      message: 'what answers at this address is not an API server: kube-system has no uid',
      retryable: true,
    });
  }
  return succeed({ uid, kubernetesVersion: textOf(version.value['gitVersion']) ?? '' });
}
