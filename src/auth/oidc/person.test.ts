import { describe, expect, it } from 'vitest';
import { personOf } from './person.ts';
import type { IssuerSettings } from './sign-on-settings.ts';

const issuer: IssuerSettings = {
  name: 'corp',
  url: 'https://id.example.com',
  audiences: ['tenantry'],
  algorithms: ['RS256'],
  groupsClaim: 'groups',
  nameClaim: null,
  clockLeewaySeconds: 0,
};
const person = (claims: object, settings: Partial<IssuerSettings> = {}) =>
  personOf({ sub: 'u-1', ...claims }, { ...issuer, ...settings });

describe('personOf', () => {
  it('goes by issuer and subject, and shows the first name there is', () => {
    expect(person({})).toEqual({ name: 'corp:u-1', displayName: 'u-1', groups: [] });
    expect(person({ email: 'mia@example.com' })?.displayName).toBe('mia@example.com');
    expect(person({ email: 'mia@example.com', preferred_username: 'mia' })).toMatchObject({
      name: 'corp:u-1',
      displayName: 'mia',
    });
    expect(person({ preferred_username: 'mia', given: 'Mia' }, { nameClaim: 'given' })?.displayName).toBe('Mia');
    expect(person({ preferred_username: 7, email: ' ' })?.displayName).toBe('u-1');
  });

  it('shows no name that pretends to be more than one line, or endless', () => {
    expect(person({ preferred_username: 'mia\r\n\u202Eadmin\u0000' })?.displayName).toBe('mia admin');
    expect(person({ preferred_username: 'x'.repeat(10_000) })?.displayName).toHaveLength(200);
  });

  it.each([
    ['a list', { groups: ['web', 'platform', 'web', '', 7, null] }, ['corp:web', 'corp:platform']],
    ['a text', { groups: 'web' }, ['corp:web']],
    ['nothing', {}, []],
    ['what is no group', { groups: { web: true } }, []],
  ])('takes groups from %s', (_what, claims, groups) => {
    expect(person(claims)?.groups).toEqual(groups);
  });

  it('finds groups by the name of their claim, or else at that path', () => {
    const nested = { realm_access: { roles: ['web'] } };
    expect(person(nested, { groupsClaim: 'realm_access.roles' })?.groups).toEqual(['corp:web']);
    const named = { 'https://acme.example/groups': ['platform'], ...nested };
    expect(person(named, { groupsClaim: 'https://acme.example/groups' })?.groups).toEqual(['corp:platform']);
    expect(person({}, { groupsClaim: 'constructor.name' })?.groups).toEqual([]);
  });

  it.each([undefined, '', 7, 'two\nlines', 'ü', 'x'.repeat(256)])('is nobody with the subject %j', (sub) => {
    expect(person({ sub })).toBeNull();
  });
});
