import { describe, expect, it } from 'vitest';
import { given } from './given.ts';
import { narrow } from './narrow.ts';

describe('given', () => {
  it('takes an explicit null for absent, at any depth', () => {
    const input = {
      image: null,
      force: false,
      replicas: 0,
      reason: '',
      containers: [{ name: 'web', env: null, limits: { cpu: null, memory: 1 } }],
      clusters: [],
    };
    expect(given(input)).toStrictEqual({
      force: false,
      replicas: 0,
      reason: '',
      containers: [{ name: 'web', limits: { memory: 1 } }],
      clusters: [],
    });
    expect(given(null)).toStrictEqual({});
    expect(given(undefined)).toStrictEqual({});
  });
});

describe('narrow', () => {
  it('holds both what the place sets and what the caller asks', () => {
    expect(narrow<object>({ names: ['a'] }, { tenants: ['acme'] })).toEqual({ names: ['a'], tenants: ['acme'] });
    expect(narrow({ tenants: ['acme', 'other'] }, { tenants: ['acme'] })).toEqual({ tenants: ['acme'] });
    expect(narrow({ tenants: ['other'] }, { tenants: ['acme'] })).toEqual({ tenants: [] });
  });
});
