import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { onTestFinished } from 'vitest';

/** A key of an issuer, with a name or without. */
export interface IssuerKey {
  readonly publicJwk: JWK;
  readonly privateKey: CryptoKey;
  readonly kid: string | undefined;
}

/** What tokens of the issuer are for. */
export const audience = 'tenantry';

/** An issuer on a loopback address that publishes the keys that a test says, when it says so. */
export interface Issuer {
  readonly url: string;
  /** How often its keys were read. */
  readonly reads: number;
  publish(...keys: readonly IssuerKey[]): void;
  /** From now on it answers with errors. */
  goAway(): void;
  /** From now on the keys are answered only when what is returned is called; resolves when they are asked for. */
  hold(): { readonly asked: Promise<void>; release(): void };
  /** A token of somebody, good for an hour after `now` (milliseconds since the epoch). */
  sign(key: IssuerKey, now: number): Promise<string>;
}

export async function newKey(kid?: string): Promise<IssuerKey> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { publicJwk: { ...(await exportJWK(publicKey)), ...(kid !== undefined && { kid }) }, privateKey, kid };
}

/** Ends with the test. */
export async function issuerOfTest(...published: readonly IssuerKey[]): Promise<Issuer> {
  let keys = published;
  let reads = 0;
  let isAway = false;
  let asked = (): void => {};
  let released: Promise<void> = Promise.resolve();
  const server = createServer((request, response) => {
    if (isAway) response.writeHead(503).end();
    else if (request.url === '/keys') {
      reads += 1;
      asked();
      void released.then(() => response.end(JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) })));
    } else response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    get reads() {
      return reads;
    },
    publish(...next) {
      keys = next;
    },
    goAway() {
      isAway = true;
    },
    hold() {
      const [request, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      asked = request.resolve;
      released = answer.promise;
      return { asked: request.promise, release: answer.resolve };
    },
    sign({ privateKey, kid }, now) {
      return new SignJWT({ iss: url, aud: audience, sub: 'mia', exp: Math.floor(now / 1_000) + 3_600 })
        .setProtectedHeader({ alg: 'ES256', ...(kid !== undefined && { kid }) })
        .sign(privateKey);
    },
  };
}
