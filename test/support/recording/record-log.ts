import { createPinoLog } from '../../../src/lib/pino-log.ts';
import type { Log } from '../../../src/lib/log.ts';
import { record } from './recording.ts';

/** The gateway's own log, of every level, into the recording alone. */
export function recordingLog(): Log {
  return createPinoLog({
    level: 'debug',
    readable: false,
    destination: { write: (line) => record('logs', line) },
  });
}
