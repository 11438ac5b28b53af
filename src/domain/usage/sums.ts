import type { UsageSample } from '../clusters/cluster-usage.ts';
import type { Resources } from '../workloads/pod-template.ts';
import type { Measured } from './usage.ts';

/** A sum of what some state and others do not. */
export class Sum {
  #total = 0;
  #stated = 0;
  #unstated = 0;

  add(value: number | null): void {
    if (value === null) this.#unstated += 1;
    else {
      this.#stated += 1;
      this.#total += value;
    }
  }
  /** Of those that state it; null where none does. Of nobody: 0. */
  get ofStated(): number | null {
    return this.#stated === 0 && this.#unstated > 0 ? null : tidy(this.#total);
  }
  /** Null where one does not state it. */
  get ofAll(): number | null {
    return this.#unstated > 0 ? null : tidy(this.#total);
  }
}

/** A sum of CPU and one of memory. */
export class ResourceSum {
  readonly cpu = new Sum();
  readonly memory = new Sum();

  add(resources: Resources | null): void {
    this.cpu.add(resources?.cpu ?? null);
    this.memory.add(resources?.memory ?? null);
  }
  get ofStated(): Resources {
    return { cpu: this.cpu.ofStated, memory: this.memory.ofStated };
  }
  get ofAll(): Resources {
    return { cpu: this.cpu.ofAll, memory: this.memory.ofAll };
  }
}

/** How much is used of what, over those of which both is known. */
export class Ratio {
  #part = 0;
  #whole = 0;

  add(part: number, whole: number | null): void {
    if (whole === null || whole <= 0) return;
    this.#part += part;
    this.#whole += whole;
  }
  get value(): number | null {
    return this.#whole === 0 ? null : ratioOf(this.#part, this.#whole);
  }
}

/** Rounded to what a measurement can tell; null without a whole. */
export function ratioOf(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole <= 0 ? null : Number((part / whole).toFixed(6));
}

/** The oldest sample and the longest window. */
export class SampleSpan {
  #sampledAt: number | null = null;
  #windowMs: number | null = null;

  add({ at, windowMs }: UsageSample): void {
    this.#sampledAt = Math.min(this.#sampledAt ?? at, at);
    this.#windowMs = Math.max(this.#windowMs ?? windowMs, windowMs);
  }
  get span(): Measured {
    return { sampledAt: this.#sampledAt, windowMs: this.#windowMs };
  }
}

/** Without what adding binary fractions adds: metrics are in whole nanocores and bytes. */
function tidy(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
