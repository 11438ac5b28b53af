import { criLine } from '../../support/log-files.ts';
import type { LoggedPod, LoggingControlPlane } from '../../support/log-files.ts';

/** Writes numbered lines to the logs of one pod after another of the same name. */
export class NumberedLines {
  readonly pod: LoggedPod;
  readonly cluster: LoggingControlPlane;
  /** The numbers that were written: from 1 to this. */
  written = 0;
  #time = 0n;

  constructor(cluster: LoggingControlPlane, pod: LoggedPod) {
    this.cluster = cluster;
    this.pod = pod;
  }

  /** Lines of the present moment, of which some have the same: as fast writers have them. */
  write(count: number): void {
    const now = BigInt(Date.now()) * 1_000_000n;
    if (now > this.#time) this.#time = now;
    const lines = Array.from({ length: count }, () => {
      this.written += 1;
      if (this.written % 4 === 0) this.#time += 1_000n;
      return criLine(rfc3339(this.#time), `line ${this.written} of ${this.pod.name}`);
    });
    this.cluster.append(this.pod, lines);
  }
}

function rfc3339(nanoseconds: bigint): string {
  const fraction = (nanoseconds % 1_000_000_000n).toString().padStart(9, '0');
  return `${new Date(Number(nanoseconds / 1_000_000n)).toISOString().slice(0, 19)}.${fraction}Z`;
}
