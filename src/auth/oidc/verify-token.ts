import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { Clock } from '../../lib/clock.ts';
import type { ProviderKeys } from './provider-keys.ts';
import type { IssuerSettings } from './sign-on-settings.ts';

/** A token that the issuer signed, for us, and that is good now. */
export interface VerifiedToken {
  readonly claims: JWTPayload;
  /** Milliseconds since the epoch: the token's `exp` and the leeway. */
  readonly expiresAt: number;
  /** The key's name; absent where the token names none. */
  readonly kid: string | undefined;
  /** As `ProviderKeys.mark` told it. */
  readonly keyMark: string;
}

/** `UNAVAILABLE`: nobody can tell now, because the provider's keys cannot be read. */
export type Verification = VerifiedToken | 'REFUSED' | 'UNAVAILABLE';

interface VerifyOptions {
  readonly issuer: IssuerSettings;
  readonly keys: ProviderKeys;
  /** One of these has to be in `aud`. */
  readonly audiences: readonly string[];
  readonly clock: Clock;
}

/** Access tokens (RFC 9068) and ID tokens, not the other things that providers sign, such as logout tokens. */
const tokenTypes: readonly unknown[] = [undefined, 'jwt', 'at+jwt', 'application/at+jwt'];

/** The issuer that a token names, unverified; null for what is no token. */
export function issuerNamedBy(token: string): string | null {
  return attempt(() => decodeJwt(token).iss ?? null);
}

/**
 * Verifies a token of this issuer. Why one is refused is not told. Only for a token in which all but the signature is right the
 * keys are read again, when none that is known fits.
 */
export async function verifyToken(
  token: string,
  { issuer, keys, audiences, clock }: VerifyOptions,
): Promise<Verification> {
  const header = attempt(() => decodeProtectedHeader(token));
  const payload = attempt(() => decodeJwt(token));
  if (header === null || payload === null) return 'REFUSED';
  if (!issuer.algorithms.includes(header.alg ?? '') || !tokenTypes.includes(header.typ?.toLowerCase()))
    return 'REFUSED';
  // Of these the caller would have to prove more than that it has them: https://www.rfc-editor.org/rfc/rfc7800
  if (payload['cnf'] !== undefined) return 'REFUSED';
  const audience = [payload.aud ?? []].flat();
  if (payload.iss !== issuer.url || !audience.some((name) => audiences.includes(name))) return 'REFUSED';
  const expiresAt = (Number(payload.exp) + issuer.clockLeewaySeconds) * 1_000;
  if (typeof payload.exp !== 'number' || !(clock.now() < expiresAt)) return 'REFUSED';
  const earliest = payload.nbf === undefined ? 0 : (Number(payload.nbf) - issuer.clockLeewaySeconds) * 1_000;
  if (!(clock.now() >= earliest)) return 'REFUSED';

  const kid = typeof header.kid === 'string' ? header.kid : undefined;
  const byKnownKeys = async (): Promise<VerifiedToken | 'REFUSED' | 'NO_KEY_FITS'> => {
    const keyMark = keys.mark(kid);
    if (keys.now === null || keyMark === null) return 'NO_KEY_FITS';
    try {
      const { payload: claims } = await jwtVerify(token, keys.now, {
        issuer: issuer.url,
        audience: [...audiences],
        algorithms: [...issuer.algorithms],
        requiredClaims: ['exp', 'sub'],
        clockTolerance: issuer.clockLeewaySeconds,
        currentDate: new Date(clock.now()),
      });
      return { claims, expiresAt, kid, keyMark };
    } catch (error) {
      return error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey
        ? 'NO_KEY_FITS'
        : 'REFUSED';
    }
  };
  const first = await byKnownKeys();
  if (first !== 'NO_KEY_FITS') return first;
  // Under another name, or under the same one, or where keys have no names: the provider may have another key by now.
  const isNamedKeyKnown = kid !== undefined && keys.now !== null && keys.mark(kid) !== null;
  const outcome = await keys.refresh();
  const second = await byKnownKeys();
  if (second !== 'NO_KEY_FITS') return second;
  return outcome === 'READ' || isNamedKeyKnown ? 'REFUSED' : 'UNAVAILABLE';
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
