/** How long calls of two kinds take, in milliseconds: the 95th percentile. */
export interface Latency {
  readonly measured: number;
  readonly control: number;
}

/**
 * Calls both in turn, one after the other, so that whatever else the machine does meets both alike.
 *
 * @param measured what may become slower
 * @param control the same kind of call, that has no reason to
 */
export async function measureLatency(
  measured: () => Promise<unknown>,
  control: () => Promise<unknown>,
  calls: number,
): Promise<Latency> {
  const times = { measured: [] as number[], control: [] as number[] };
  for (let count = 0; count < calls; count += 1) {
    times.measured.push(await durationOf(measured));
    times.control.push(await durationOf(control));
  }
  return { measured: p95(times.measured), control: p95(times.control) };
}

/**
 * How many times as long it takes now, beyond what the machine alone has become slower. A machine that has become faster
 * is no excuse and no charge.
 */
export function slowdown(before: Latency, now: Latency): number {
  return now.measured / before.measured / Math.max(1, now.control / before.control);
}

async function durationOf(call: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await call();
  return performance.now() - startedAt;
}

function p95(times: readonly number[]): number {
  return [...times].sort((one, other) => one - other)[Math.ceil(times.length * 0.95) - 1] ?? 0;
}
