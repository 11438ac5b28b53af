import { createLocalJWKSet } from 'jose';
import type { JSONWebKeySet, JWK, LocalJWKSet } from 'jose';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { fetchDocument } from './fetch-document.ts';
import { isHttpsOrLoopback } from './provider-url.ts';
import type { IssuerSettings } from './sign-on-settings.ts';

/** The public keys of a provider, found by discovery, kept, and read again from time to time. */
export interface ProviderKeys {
  /** Null: they could not be read so far. */
  readonly now: LocalJWKSet | null;
  /** Which key a token names: another text when that key changes, null where there is none of that name. Without a name all keys count. */
  mark(kid: string | undefined): string | null;
  /** Reads them again, unless that was done a moment ago: then it says how that went. */
  refresh(): Promise<'READ' | 'FAILED'>;
  close(): void;
}

export interface ProviderKeysOptions {
  readonly issuer: IssuerSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** Hears when they are others than before. */
  onChange(): void;
}

/** A key that the provider takes back is refused within this time, in milliseconds. */
const rereadMs = 300_000;
const retryMs = 10_000;
/** Tokens that name unknown keys make no more requests than one in this time, in milliseconds. */
const leastPauseMs = 5_000;
/** Of discovery and keys together, in milliseconds. */
const deadlineMs = 5_000;
/** Keys that can be told to everyone. */
const publicKinds: readonly unknown[] = ['RSA', 'EC', 'OKP', 'AKP'];

/** Begins to read the keys. While the provider is away those that are known go on. */
export function createProviderKeys({ issuer, clock, log, onChange }: ProviderKeysOptions): ProviderKeys {
  let keys: readonly JWK[] = [];
  let now: LocalJWKSet | null = null;
  let text = '';
  let last: { readonly at: number; readonly outcome: 'READ' | 'FAILED' } | null = null;
  let running: Promise<'READ' | 'FAILED'> | null = null;
  let cancelNext = (): void => {};
  const closing = new AbortController();

  async function read(): Promise<'READ' | 'FAILED'> {
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(deadlineMs)]);
    const problem = await readOnce(signal).catch((error: unknown) => `could not be read (${reasonOf(error)})`);
    if (closing.signal.aborted) return 'FAILED';
    const outcome = problem === null ? 'READ' : 'FAILED';
    if (problem !== null && last?.outcome !== 'FAILED') {
      log.warn({ issuer: issuer.name, problem }, 'the keys of a sign-on provider cannot be read: known ones go on');
    } else if (problem === null && last?.outcome === 'FAILED') {
      log.info({ issuer: issuer.name }, 'the keys of a sign-on provider can be read again');
    }
    last = { at: clock.now(), outcome };
    cancelNext();
    cancelNext = clock.after(outcome === 'READ' ? rereadMs : retryMs, () => void refresh());
    return outcome;
  }

  async function readOnce(signal: AbortSignal): Promise<string | null> {
    const configuration = await fetchDocument(
      `${issuer.url.replace(/\/$/, '')}/.well-known/openid-configuration`,
      signal,
    );
    if (configuration['issuer'] !== issuer.url) return 'its discovery document names another issuer';
    const address = configuration['jwks_uri'];
    if (typeof address !== 'string' || !URL.canParse(address)) return 'its discovery document has no jwks_uri';
    if (!isHttpsOrLoopback(new URL(address))) return 'its jwks_uri is not https';
    const found = (await fetchDocument(address, signal))['keys'];
    const usable = Array.isArray(found) ? (found as readonly unknown[]).filter(isPublicKey) : [];
    if (usable.length === 0) return 'its key set has no public key';
    const changed = JSON.stringify(usable);
    if (changed === text || closing.signal.aborted) return null;
    const before = now;
    now = createLocalJWKSet({ keys: usable } satisfies JSONWebKeySet);
    [keys, text] = [usable, changed];
    if (before !== null) {
      log.info(
        { issuer: issuer.name, keys: usable.map(({ kid }) => kid ?? null) },
        'the keys of a sign-on provider changed',
      );
      onChange();
    }
    return null;
  }

  function refresh(): Promise<'READ' | 'FAILED'> {
    if (closing.signal.aborted) return Promise.resolve('FAILED');
    if (running === null && last !== null && clock.now() - last.at < leastPauseMs) return Promise.resolve(last.outcome);
    running ??= read().finally(() => {
      running = null;
    });
    return running;
  }

  void refresh();
  return {
    get now() {
      return now;
    },
    mark(kid) {
      if (kid === undefined) return text;
      const named = keys.filter((key) => key.kid === kid);
      return named.length === 0 ? null : JSON.stringify(named);
    },
    refresh,
    close() {
      closing.abort();
      cancelNext();
    },
  };
}

function isPublicKey(key: unknown): key is JWK {
  return typeof key === 'object' && key !== null && 'kty' in key && publicKinds.includes(key.kty);
}

/** In words without what was sent or received. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  return code ?? (error.name === 'TimeoutError' ? 'no answer in time' : error.message);
}
