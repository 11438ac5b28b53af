import type { Json } from '../../lib/json.ts';

const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * A resource quantity as a number (cores, bytes); null where it is none.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(value: Json | undefined): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(value);
  if (match === null) return null;
  const [, digits, exponent, suffix] = match;
  const factor = exponent === undefined ? (suffixes[suffix ?? ''] ?? 1) : 10 ** Number(exponent);
  // 100m is 0.1 exactly, not 0.1 plus what binary fractions add.
  const product = Number(digits) * factor;
  return factor < 1 ? Number(product.toPrecision(12)) : product;
}

/** Cores as a quantity, rounded up to the thousandth that Kubernetes keeps, as it does: `0.25` is `250m`. */
export function cpuQuantity(cores: number): string {
  const milli = Math.ceil(cores * 1000 - 1e-6);
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
}

/** Whole bytes as a quantity, in the largest binary unit that fits: 268435456 is `256Mi`. */
export function memoryQuantity(bytes: number): string {
  for (const unit of ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki']) {
    const factor = suffixes[unit] ?? 1;
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${unit}`;
  }
  return String(bytes);
}
