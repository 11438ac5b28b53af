/** How long calls of two kinds take, in milliseconds: the 95th percentile. */
export interface Latency {
  readonly measured: number;
  readonly control: number;
}

/** How many times as long calls take as those that nothing slows down, and what was measured for that. */
export interface Slowdown {
  readonly times: number;
  readonly measures: readonly Latency[];
}

const calls = 250;
const mostMeasures = 5;

/**
 * Calls both in turn, one after the other, so that whatever else the machine does meets both alike. Over again, up to five times, where
 * the one takes too long: what a fault makes slow is slow each time, what else the machine does is not. The least counts.
 *
 * @param measured what may have become slower
 * @param control the same kind of call, that has no reason to
 * @param bound so many times as long is too long
 */
export async function slowdown(
  measured: () => Promise<unknown>,
  control: () => Promise<unknown>,
  bound: number,
): Promise<Slowdown> {
  const measures: Latency[] = [];
  let times = Number.POSITIVE_INFINITY;
  while (times >= bound && measures.length < mostMeasures) {
    const latency = await measureLatency(measured, control);
    measures.push(latency);
    times = Math.min(times, latency.measured / latency.control);
  }
  return { times, measures };
}

async function measureLatency(measured: () => Promise<unknown>, control: () => Promise<unknown>): Promise<Latency> {
  const times = { measured: [] as number[], control: [] as number[] };
  for (let count = 0; count < calls; count += 1) {
    times.measured.push(await durationOf(measured));
    times.control.push(await durationOf(control));
  }
  return { measured: p95(times.measured), control: p95(times.control) };
}

async function durationOf(call: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await call();
  return performance.now() - startedAt;
}

function p95(times: readonly number[]): number {
  return [...times].sort((one, other) => one - other)[Math.ceil(times.length * 0.95) - 1] ?? 0;
}
