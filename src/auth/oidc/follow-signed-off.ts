import type { SignedOffSessions } from '../../domain/sign-on/signed-off-sessions.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { SignedOn } from './signed-on.ts';

/** How soon a gateway hears of a sign-off at another, in milliseconds. */
const lookEveryMs = 2_000;
const atOnce = 500;

/** Ends here what was signed off at other gateways. @returns what stops it */
export function followSignedOff(options: {
  readonly signedOn: Pick<SignedOn, 'browsers' | 'signOut'>;
  readonly signedOff: Pick<SignedOffSessions, 'among'>;
  readonly clock: Clock;
  readonly log: Log;
}): () => void {
  const { signedOn, signedOff, clock, log } = options;
  let away = false;
  let closed = false;
  let cancel = clock.after(lookEveryMs, () => void look());

  async function look(): Promise<void> {
    const browsers = signedOn.browsers();
    const ids = [...browsers.keys()];
    try {
      for (let first = 0; first < ids.length; first += atOnce) {
        for (const id of await signedOff.among(ids.slice(first, first + atOnce))) {
          signedOn.signOut(id, browsers.get(id) ?? 0);
        }
      }
      away = false;
    } catch (error) {
      // Who is signed on stays so, as with API tokens: nobody can be signed off elsewhere either while the records are away.
      if (!away) log.error({ error: String(error) }, 'whether people signed off elsewhere cannot be read now');
      away = true;
    }
    if (!closed) cancel = clock.after(lookEveryMs, () => void look());
  }

  return () => {
    closed = true;
    cancel();
  };
}
