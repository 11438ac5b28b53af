import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCertificateAuthority } from '../../../test/support/certificates.ts';
import type { KeyPair } from '../../../test/support/certificates.ts';
import { MemoryCluster } from '../../domain/fleet/testing/memory-cluster.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import { createPrometheusSeries } from './prometheus-series.ts';

// What a backend's TLS is worth: which ones are asked, and that a token goes to no other.

let folder: string;
let caFile: string;
let tokenFile: string;
const closing: (() => unknown)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenantry-prometheus-'));
  caFile = join(folder, 'ca.pem');
  tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, 'planted-token');
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(folder, { recursive: true });
});

/** A backend that has no series, and counts who gets through to it. */
async function backend(tls?: KeyPair) {
  const tokens: unknown[] = [];
  const listener: RequestListener = (request, response) => {
    tokens.push(request.headers.authorization);
    response.end('{"status":"success","data":{"resultType":"matrix","result":[]}}');
  };
  const secure = tls === undefined ? null : createServer({ cert: tls.certificate, key: tls.key }, listener);
  const server: Server = secure ?? createPlainServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    tokens,
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    renew({ certificate, key }: KeyPair) {
      secure?.setSecureContext({ cert: certificate, key });
      server.closeAllConnections();
    },
  };
}

/** Asks it once, by the files of the cluster. Answers what is wrong; null: nothing. */
function asking(url: string) {
  const clock = createManualClock();
  const prometheus = {
    url,
    caFile,
    tokenFile,
    labels: { namespace: 'namespace', pod: 'pod' },
    scrapeSeconds: 15,
  };
  const cluster = new MemoryCluster('eu', { prometheus });
  const series = createPrometheusSeries({ clusters: () => [cluster], clock });
  closing.push(() => series.close());
  const grid = { first: 60_000, step: 60_000, count: 3 };
  return async (): Promise<string | null> => {
    // A backend that failed has its rest.
    clock.advance(10_000);
    const [outcome] = await series.fetch([
      { cluster, namespaces: ['acme-prod'], pods: null, expression: 'up', combine: 'SUM', by: [], grid },
    ]);
    return outcome?.ok === false ? outcome.failure.message : null;
  };
}

it('a backend is asked whose certificate the CA of the cluster’s file has signed, also when both are rotated', async () => {
  const [old, next] = await Promise.all([createCertificateAuthority('old'), createCertificateAuthority('next')]);
  const { url, tokens, renew } = await backend(await old.issue({ commonName: 'prometheus' }));
  writeFileSync(caFile, old.certificate);
  const ask = asking(url);
  expect(await ask()).toBeNull();
  renew(await next.issue({ commonName: 'prometheus' }));
  expect(await ask()).toContain('not signed by a CA that is trusted: correct prometheus.caFile');
  writeFileSync(caFile, next.certificate);
  expect(await ask()).toBeNull();
  expect(tokens).toEqual(['Bearer planted-token', 'Bearer planted-token']);
});

it.each([
  ['of another CA', false, undefined, /not signed by a CA that is trusted: correct prometheus\.caFile/],
  ['that has expired', true, new Date(Date.now() - 1_000), /certificate has expired/],
])('a backend with a certificate %s is told nothing', async (_what, isMine, notAfter, words) => {
  const [mine, others] = await Promise.all([createCertificateAuthority('mine'), createCertificateAuthority('others')]);
  const issued = (isMine ? mine : others).issue({ commonName: 'prometheus', ...(notAfter && { notAfter }) });
  const { url, tokens } = await backend(await issued);
  writeFileSync(caFile, mine.certificate);
  expect(await asking(url)()).toMatch(words);
  expect(tokens).toEqual([]);
});

it('a backend without TLS is told nothing, and what is wrong is said', async () => {
  const { url, tokens } = await backend();
  writeFileSync(caFile, (await createCertificateAuthority('mine')).certificate);
  expect(await asking(url)()).toContain('speaks no TLS there');
  expect(tokens).toEqual([]);
});

it('a caFile that is away is said to be, and nobody is asked without it', async () => {
  const { url, tokens } = await backend(
    await (await createCertificateAuthority('mine')).issue({ commonName: 'prometheus' }),
  );
  expect(await asking(url)()).toContain('its caFile cannot be read: correct prometheus.caFile');
  expect(tokens).toEqual([]);
});
