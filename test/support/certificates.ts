// @peculiar/x509 looks for it when it is loaded.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const day = 86_400_000;

/** A certificate and its private key (PKCS #8), both PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateRequest {
  /** The user name, to Kubernetes. */
  readonly commonName: string;
  /** The groups, to Kubernetes. */
  readonly organizations?: readonly string[];
  /** End of validity; tomorrow when left out. */
  readonly notAfter?: Date;
}

/** A certificate authority that lives as long as a test. */
export interface CertificateAuthority extends KeyPair {
  /** Issues a certificate for servers on 127.0.0.1 and localhost, and for clients. */
  issue(request: CertificateRequest): Promise<KeyPair>;
}

/** Makes a new certificate authority, valid for a day. */
export async function createCertificateAuthority(commonName: string): Promise<CertificateAuthority> {
  const keys = await generateKeys();
  const name = `CN=${commonName}`;
  const authority = await X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign | KeyUsageFlags.digitalSignature, true),
    ],
  });
  return {
    certificate: authority.toString('pem'),
    key: await privateKeyPem(keys),
    async issue(request) {
      const own = await generateKeys();
      const organizations = (request.organizations ?? []).map((organization) => ({ O: [organization] }));
      const certificate = await X509CertificateGenerator.create({
        issuer: name,
        subject: [...organizations, { CN: [request.commonName] }],
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
        // Before any notAfter that a test of expiry asks for.
        notBefore: new Date(Date.now() - day),
        notAfter: request.notAfter ?? new Date(Date.now() + day),
        extensions: [
          new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
          new SubjectAlternativeNameExtension([
            { type: 'ip', value: '127.0.0.1' },
            { type: 'dns', value: 'localhost' },
          ]),
        ],
      });
      return { certificate: certificate.toString('pem'), key: await privateKeyPem(own) };
    },
  };
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function privateKeyPem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n');
}
