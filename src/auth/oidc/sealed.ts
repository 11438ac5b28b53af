import { hkdfSync, randomBytes } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import type { JWTPayload } from 'jose';
import type { Clock } from '../../lib/clock.ts';

/** What it is sealed for: nothing that was sealed for one is good for the other. */
export type SealPurpose = 'session' | 'login';

/** Encrypts what browsers keep for the gateway, so that any gateway with the same secret can read it, and nobody else. */
export interface Seal {
  /** @param expiresAt milliseconds since the epoch, whole seconds of them */
  seal(purpose: SealPurpose, content: JWTPayload, expiresAt: number): Promise<string>;
  /** Null for what was not sealed here for that, or is over. */
  open(purpose: SealPurpose, text: string): Promise<JWTPayload | null>;
}

const encryption = 'A256GCM';

/** @param secret what the keys are derived from; null: random bytes, and nothing outlives the process */
export function createSeal(secret: string | null, clock: Clock): Seal {
  const source = secret ?? randomBytes(32);
  const keyOf = (purpose: SealPurpose) => new Uint8Array(hkdfSync('sha256', source, 'tenantry sign-on', purpose, 32));
  const keys = { session: keyOf('session'), login: keyOf('login') };
  return {
    seal: (purpose, content, expiresAt) =>
      new EncryptJWT(content)
        .setProtectedHeader({ alg: 'dir', enc: encryption })
        .setExpirationTime(Math.floor(expiresAt / 1_000))
        .encrypt(keys[purpose]),
    async open(purpose, text) {
      try {
        const { payload } = await jwtDecrypt(text, keys[purpose], {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: [encryption],
          requiredClaims: ['exp'],
          currentDate: new Date(clock.now()),
        });
        return payload;
      } catch {
        return null;
      }
    },
  };
}
