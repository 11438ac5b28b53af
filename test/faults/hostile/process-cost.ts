import { readdirSync, readFileSync } from 'node:fs';

/**
 * The CPU time that a process has used so far, of all its threads, in milliseconds. By the scheduler's own account, in nanoseconds:
 * https://docs.kernel.org/scheduler/sched-stats.html
 */
export function cpuMsOf(pid: number): number {
  let total = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      total += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]);
    } catch {
      // A thread that has ended meanwhile.
    }
  }
  return total / 1e6;
}

/** The memory that a process holds now, in megabytes. */
export function residentMbOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1_024;
}
