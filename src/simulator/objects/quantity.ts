const suffixes: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
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
 * A resource quantity as a number in its base unit (cores, bytes), undefined where it is none.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(text: string): number | undefined {
  if (!parsed.has(text)) {
    // Few texts are read very often; what a caller makes up must not fill the memory.
    if (parsed.size > 1000) parsed.clear();
    parsed.set(text, parse(text));
  }
  return parsed.get(text);
}

const parsed = new Map<string, number | undefined>();

function parse(text: string): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/.exec(text);
  if (match === null) return undefined;
  const [, digits = '', suffix = ''] = match;
  const scale = suffixes[suffix] ?? Number(`1${suffix}`);
  return Number(digits) * scale;
}

/** How an API server writes a quantity back: without fractions, with the largest suffix of the same family that fits. */
export function canonicalQuantity(text: string): string {
  const value = parseQuantity(text);
  if (value === undefined || value === 0) return value === 0 ? '0' : text;
  const binary = text.endsWith('i');
  const ladder =
    binary && value >= 1024
      ? ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki', '']
      : ['E', 'P', 'T', 'G', 'M', 'k', '', 'm', 'u', 'n'];
  for (const suffix of ladder) {
    const scaled = value / (suffixes[suffix] ?? 1);
    // Fractions below one thousandth of the unit are rounding errors of the division.
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 && Math.round(scaled) !== 0)
      return `${Math.round(scaled)}${suffix}`;
  }
  return text;
}
