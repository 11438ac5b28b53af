// Loaded into a gateway's process (`--import stall-meter.ts?told=FILE`): writes how long its event loop stood still at most, in
// milliseconds, since the last SIGUSR2.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const told = new URL(import.meta.url).searchParams.get('told');
if (told === null) throw new Error('say where to write: stall-meter.ts?told=FILE');
const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
process.on('SIGUSR2', () => delays.reset());
setInterval(() => writeFileSync(told, String(delays.max / 1e6)), 100).unref();
