import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCertificateAuthority } from './certificates.ts';
import type { CertificateAuthority, KeyPair } from './certificates.ts';
import { kubeconfigText } from './kubeconfig.ts';
import { kwokStages } from './kwok-stages.ts';

/** Paths, and the contents that tests need, of what a control plane is started with. */
export interface ControlPlaneFiles {
  readonly authority: CertificateAuthority;
  readonly administrator: KeyPair;
  readonly paths: {
    readonly authority: string;
    readonly authorityKey: string;
    readonly server: string;
    readonly serverKey: string;
    readonly serviceAccountKey: string;
    readonly serviceAccountPublicKey: string;
    readonly auditPolicy: string;
    readonly auditLog: string;
    readonly administrator: string;
    readonly controllerManager: string;
    readonly scheduler: string;
    readonly kwok: string;
    readonly stages: string;
    readonly etcdData: string;
  };
}

// What the control plane does by itself is left out: some 90 % of the requests, and of no interest to any test.
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    {
      level: 'None',
      users: ['system:apiserver', 'system:kube-controller-manager', 'system:kube-scheduler', 'kwok', 'harness'],
    },
    // What is written to a workload tells which operation wrote it.
    { level: 'Request', verbs: ['patch'], resources: [{ group: 'apps' }] },
    { level: 'Metadata' },
  ],
};

/** Writes all files of a control plane into its folder. */
export async function writeControlPlaneFiles(folder: string, name: string, url: string): Promise<ControlPlaneFiles> {
  const path = (file: string) => join(folder, file);
  const write = (file: string, content: string) => {
    writeFileSync(path(file), content, { mode: 0o600 });
    return path(file);
  };
  const authority = await createCertificateAuthority(`${name} test authority`);
  // The controllers are in system:masters, not in the roles that the API server makes for them at its first start:
  // so they need not wait for those.
  const issue = async (commonName: string) => await authority.issue({ commonName, organizations: ['system:masters'] });
  const kubeconfig = async (file: string, commonName: string) => {
    const user = await issue(commonName);
    return write(file, kubeconfigText({ name, server: url, certificateAuthority: authority.certificate, user }));
  };
  const server = await authority.issue({ commonName: 'kube-apiserver' });
  const serviceAccounts = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return {
    authority,
    administrator: await issue('harness'),
    paths: {
      authority: write('ca.crt', authority.certificate),
      authorityKey: write('ca.key', authority.key),
      server: write('server.crt', server.certificate),
      serverKey: write('server.key', server.key),
      serviceAccountKey: write('service-accounts.key', serviceAccounts.privateKey),
      serviceAccountPublicKey: write('service-accounts.pub', serviceAccounts.publicKey),
      auditPolicy: write('audit-policy.json', JSON.stringify(auditPolicy)),
      auditLog: write('audit.log', ''),
      administrator: await kubeconfig(`${name}.kubeconfig`, 'admin'),
      controllerManager: await kubeconfig('controller-manager.kubeconfig', 'system:kube-controller-manager'),
      scheduler: await kubeconfig('scheduler.kubeconfig', 'system:kube-scheduler'),
      kwok: await kubeconfig('kwok.kubeconfig', 'kwok'),
      stages: write('stages.yaml', kwokStages()),
      etcdData: path('etcd'),
    },
  };
}
