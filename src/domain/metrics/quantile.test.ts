import { describe, expect, it } from 'vitest';
import { quantileOf } from './quantile.ts';

const latency = [
  { le: Infinity, count: 100 },
  { le: 0.1, count: 50 },
  { le: 0.5, count: 90 },
  { le: 1, count: 99 },
];

describe('quantileOf', () => {
  it('interpolates within the bucket that the rank falls into', () => {
    expect(quantileOf(0.5, latency)).toBeCloseTo(0.1);
    expect(quantileOf(0.7, latency)).toBeCloseTo(0.3);
    expect(quantileOf(0.25, latency)).toBeCloseTo(0.05);
  });

  it('answers the largest bound for what is beyond it', () => {
    expect(quantileOf(0.999, latency)).toBe(1);
  });

  it('knows nothing of an empty histogram, and of one without its last bucket', () => {
    expect(
      quantileOf(
        0.5,
        latency.map(({ le }) => ({ le, count: 0 })),
      ),
    ).toBeNull();
    expect(quantileOf(0.5, latency.slice(1))).toBeNull();
    expect(quantileOf(0.5, [{ le: Infinity, count: 5 }])).toBeNull();
    expect(quantileOf(0.5, [])).toBeNull();
  });

  it('takes counts that fall for as many as before', () => {
    const torn = [
      { le: 1, count: 10 },
      { le: 2, count: 8 },
      { le: Infinity, count: 10 },
    ];
    expect(quantileOf(0.5, torn)).toBeCloseTo(0.5);
  });

  it('does not go below a first bound that is not positive', () => {
    const signed = [
      { le: -1, count: 5 },
      { le: 1, count: 10 },
      { le: Infinity, count: 10 },
    ];
    expect(quantileOf(0.1, signed)).toBe(-1);
  });
});
