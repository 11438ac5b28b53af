import { describe, expect, it } from 'vitest';
import type { ClusterFailureReason } from '../domain/clusters/cluster-failure.ts';
import { cleanText, failureOfStatus } from './failures.ts';

const write = { what: 'patch deployments shop/api', write: true };
const read = { what: 'list pods', write: false };

interface Case {
  readonly what: string;
  readonly code: number;
  readonly message?: string;
  readonly causes?: readonly { readonly message: string }[];
  readonly expected: ClusterFailureReason;
  readonly says?: RegExp;
}

/** Messages as API servers of 1.35 and 1.36 write them. */
const cases: readonly Case[] = [
  { what: 'no credentials', code: 401, expected: 'UNAUTHORIZED' },
  {
    what: 'a missing right in a namespace',
    code: 403,
    message:
      'deployments.apps "api" is forbidden: User "u" cannot patch resource "deployments" in API group "apps" in the namespace "shop"',
    expected: 'FORBIDDEN',
    says: /may not patch deployments\.apps in namespace shop: grant that right/,
  },
  {
    what: 'a missing right in the whole cluster',
    code: 403,
    message: 'nodes is forbidden: User "u" cannot list resource "nodes" in API group "" at the cluster scope',
    expected: 'FORBIDDEN',
    says: /may not list and watch nodes in the whole cluster/,
  },
  { what: 'a 403 of a proxy', code: 403, expected: 'FORBIDDEN' },
  {
    what: 'a quota',
    code: 403,
    message: 'pods "api-1" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2',
    expected: 'QUOTA_EXCEEDED',
    says: /exceeded quota: q/,
  },
  {
    what: 'Pod Security',
    code: 403,
    message:
      'pods "api-1" is forbidden: violates PodSecurity "restricted:latest": privileged (container "c" must not set …)',
    expected: 'POLICY_DENIED',
  },
  {
    what: 'an admission webhook',
    code: 400,
    message: 'admission webhook "policy.example.com" denied the request: no latest tags',
    expected: 'POLICY_DENIED',
    says: /no latest tags/,
  },
  {
    what: 'a ValidatingAdmissionPolicy',
    code: 422,
    message: `deployments.apps "api" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: too many replicas`,
    causes: [{ message: 'too many replicas' }],
    expected: 'POLICY_DENIED',
    says: /too many replicas/,
  },
  {
    what: 'another admission plugin',
    code: 403,
    message: 'pods "a" is forbidden: maximum cpu usage per Container is 1',
    expected: 'POLICY_DENIED',
  },
  {
    what: 'an object that is not there',
    code: 404,
    message: 'deployments.apps "api" not found',
    expected: 'NOT_FOUND',
  },
  { what: 'a conflict', code: 409, message: 'the object has been modified', expected: 'CONFLICT' },
  {
    what: 'an invalid object',
    code: 422,
    message: 'Deployment.apps "api" is invalid: spec.replicas: Invalid value: -1',
    causes: [{ message: 'Invalid value: -1' }],
    expected: 'INVALID',
    says: /spec\.replicas/,
  },
  {
    what: 'a failed test of a JSON patch',
    code: 422,
    message: 'the server rejected our request due to an error in our request',
    expected: 'CONFLICT',
  },
  { what: 'a bad request', code: 400, message: 'unknown field "spec.x"', expected: 'INVALID' },
  {
    what: 'a webhook without dry run',
    code: 400,
    message: 'admission webhook "w" does not support dry run',
    expected: 'UNSUPPORTED',
  },
  { what: 'a patch type that is not known', code: 415, expected: 'UNSUPPORTED' },
  { what: 'too many requests', code: 429, expected: 'UNAVAILABLE' },
  {
    what: 'a webhook that does not answer',
    code: 500,
    message: 'Internal error occurred: failed calling webhook "w": timeout',
    expected: 'UNAVAILABLE',
  },
  { what: 'a time-out within the API server', code: 504, expected: 'UNKNOWN_OUTCOME' },
];

describe('failureOfStatus', () => {
  it.each(cases)('maps $what ($code) to $expected', ({ code, message = '', causes, expected, says = /./ }) => {
    const details = causes === undefined ? {} : { causes };
    const failure = failureOfStatus(code, { kind: 'Status', reason: 'Some', message, details }, undefined, write);
    expect(failure.reason).toBe(expected);
    expect(failure.message).toMatch(says);
  });

  it('knows the outcome of a read that failed, and of a patch that cannot have been made', () => {
    expect(failureOfStatus(500, null, undefined, read).reason).toBe('UNAVAILABLE');
    expect(failureOfStatus(429, null, 3000, write)).toMatchObject({
      reason: 'UNAVAILABLE',
      retryable: true,
      retryAfterMs: 3000,
    });
  });
});

describe('cleanText', () => {
  it('shortens, and takes credentials out', () => {
    expect(cleanText(`a\nb  ${'x'.repeat(700)}`)).toHaveLength(601);
    expect(cleanText('https://user:hunter2@host/ Bearer abc.def eyJhbGciOiJI.eyJzdWIiOiIx.sig')).not.toMatch(
      /hunter2|abc|eyJ/,
    );
  });
});
