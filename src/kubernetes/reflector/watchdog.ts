import type { Clock } from '../../lib/clock.ts';
import type { OpenStream } from '../transport/cluster-transport.ts';
import { DeadlineError } from '../transport/connection-failure.ts';

/** The stream's chunks; closes it and throws DeadlineError where none comes for as long as `silenceMs` says (milliseconds). */
export async function* withWatchdog(
  stream: OpenStream,
  clock: Clock,
  silenceMs: () => number,
  what: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  let allowedMs = silenceMs();
  let silent = false;
  const start = (): (() => void) => {
    allowedMs = silenceMs();
    return clock.after(allowedMs, () => {
      silent = true;
      stream.close();
    });
  };
  let cancel = start();
  try {
    for await (const chunk of stream.body) {
      cancel();
      yield chunk;
      cancel = start();
    }
  } catch (error) {
    throw silent ? new DeadlineError(what, allowedMs) : error;
  } finally {
    cancel();
  }
  if (silent) throw new DeadlineError(what, allowedMs);
}
