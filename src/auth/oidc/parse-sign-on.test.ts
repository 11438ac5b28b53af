import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../lib/file-problem.ts';
import { parseSignOn } from './parse-sign-on.ts';

const secrets: Readonly<Record<string, string>> = { secret: 'of the client\n', key: 'k'.repeat(43), short: 'k' };
const parse = (text: string) => parseSignOn(text, 'sign-on.yaml', (path) => secrets[path] ?? null);
const mistakes = (text: string): readonly string[] => {
  const parsed = parse(text);
  return parsed.ok ? [] : parsed.failure.map(formatProblem);
};
const corp = 'issuers:\n  - name: corp\n    url: https://id.example.com/realms/acme\n    audiences: [tenantry]\n';

describe('a sign-on file', () => {
  it('has defaults for what it leaves out, asymmetric signatures alone among them', () => {
    const issuer = {
      name: 'corp',
      url: 'https://id.example.com/realms/acme',
      audiences: ['tenantry'],
      algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'],
      groupsClaim: 'groups',
      nameClaim: null,
      clockLeewaySeconds: 30,
    };
    expect(parse(corp)).toEqual({ ok: true, value: { issuers: [issuer], login: null } });
    expect(parse(`${corp}login: { issuer: corp, clientId: web }\n`)).toMatchObject({
      value: {
        login: {
          issuer,
          clientId: 'web',
          clientSecret: null,
          scopes: ['openid', 'profile'],
          sessionMinutes: 60,
          sessionSecret: null,
        },
      },
    });
  });

  it('names the files of its secrets, and reads them', () => {
    const login = 'login: { issuer: corp, clientId: web, clientSecretFile: secret, sessionKeyFile: key }\n';
    expect(parse(corp + login)).toMatchObject({
      value: { login: { clientSecret: 'of the client', sessionSecret: secrets['key'] } },
    });
    const wrong = 'login: { issuer: corp, clientId: web, clientSecretFile: none, sessionKeyFile: short }\n';
    expect(mistakes(corp + wrong)).toEqual([
      'sign-on.yaml:5: login.clientSecretFile: Cannot be read, or is empty. Let the gateway’s user read it.',
      'sign-on.yaml:5: login.sessionKeyFile: Holds too little to be a key. Make one: openssl rand -base64 32',
    ]);
  });

  it('is refused with what is wrong on which line, and what to write instead', () => {
    expect(mistakes('issuers:\n  - name: corp\n    url: https://id.example.com\n')).toEqual([
      'sign-on.yaml:2: issuers.0.audiences: Is missing (without it tokens for other services would be good here, too). Write, for example: audiences: [tenantry]',
    ]);
    const http =
      'sign-on.yaml:3: issuers.0.url: Has to be https: over http anybody in between could give keys of their own.';
    expect(mistakes(corp.replace('https:', 'http:'))).toEqual([`${http} Only a loopback address may be http.`]);
    expect(mistakes(corp.replace('https://id.example.com', 'http://127.0.0.1:8080'))).toEqual([]);
    expect(mistakes(corp.replace('id.example.com', 'mia:secret@id.example.com'))).toHaveLength(1);
    expect(mistakes(`${corp}    algorithms: [HS256]\n`)).toEqual([
      expect.stringContaining('sign-on.yaml:5: issuers.0.algorithms.0: "HS256" is none of: RS256'),
    ]);
    expect(mistakes(`${corp}    algorithms: [none]\n`)).toHaveLength(1);
    expect(mistakes(`${corp}${corp.replace('issuers:\n', '')}`)).toEqual([
      expect.stringContaining('sign-on.yaml:5: issuers.1.name: Is the name of another issuer, too (issuers.0).'),
      expect.stringContaining('sign-on.yaml:6: issuers.1.url: Is the url of another issuer, too'),
    ]);
    expect(mistakes(`${corp}login: { issuer: other, clientId: web, scopes: [profile] }\n`)).toEqual([
      'sign-on.yaml:5: login.issuer: Is none of the issuers. Write one of: corp',
      'sign-on.yaml:5: login.scopes: Lacks openid, without which nobody is told who signs on. Add it.',
    ]);
    expect(mistakes(`${corp}login: { issuer: corp, clientID: web }\n`)).toEqual([
      'sign-on.yaml:5: login.clientID: There is no such field. Did you mean clientId?',
    ]);
    expect(mistakes('- corp\n')).toEqual([expect.stringContaining('holds a field issuers with a list')]);
    expect(mistakes('issuers: [')).not.toEqual([]);
  });
});
