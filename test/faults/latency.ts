/** How long calls of two kinds take, in milliseconds: the 95th percentile of the third slowest of seven rounds. */
export interface Latency {
  readonly measured: number;
  readonly control: number;
}

/**
 * A moment in which the machine does something else meets one of the two more than the other: it falls into one or two of so many rounds,
 * which do not count. What is slow in three of them does.
 */
const rounds = 7;

/**
 * Calls both in turn, one after the other, so that whatever else the machine does meets both alike.
 *
 * @param measured what may become slower
 * @param control the same kind of call, that has no reason to
 * @param callsPerRound of each of the two
 */
export async function measureLatency(
  measured: () => Promise<unknown>,
  control: () => Promise<unknown>,
  callsPerRound: number,
): Promise<Latency> {
  const found = { measured: [] as number[], control: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const times = { measured: [] as number[], control: [] as number[] };
    for (let count = 0; count < callsPerRound; count += 1) {
      times.measured.push(await durationOf(measured));
      times.control.push(await durationOf(control));
    }
    found.measured.push(percentile(times.measured, 0.95));
    found.control.push(percentile(times.control, 0.95));
  }
  return { measured: percentile(found.measured, 5 / rounds), control: percentile(found.control, 5 / rounds) };
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

function percentile(times: readonly number[], share: number): number {
  return [...times].sort((one, other) => one - other)[Math.ceil(times.length * share) - 1] ?? 0;
}
