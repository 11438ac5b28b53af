import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import schema from '../../clusters/callers.schema.json' with { type: 'json' };
import { formatProblem } from '../lib/file-problem.ts';
import type { Json } from '../lib/json.ts';
import { hashToken, newToken } from './caller-token.ts';
import { checkCallersShape } from './callers-shape.ts';
import { parseCallers } from './parse-callers.ts';

const token = newToken(randomBytes);
const hash = hashToken(token);
const otherHash = hashToken('another');

function problems(text: string): readonly string[] {
  const outcome = parseCallers(text, 'callers.yaml');
  return outcome.ok ? [] : outcome.failure.map(formatProblem);
}

/** An entry as one writes it; fields that are given replace its own. */
function entry(fields: Readonly<Record<string, string>> = {}): string {
  const all = { name: 'mia', kind: 'USER', roles: '[developer]', tokenHash: hash, ...fields };
  const lines = Object.entries(all).map(([field, value]) => `${field}: ${value}\n`);
  return `  - ${lines.join('    ')}`;
}

describe('a callers’ file', () => {
  it('has callers', () => {
    const text = `callers:\n${entry()}${entry({ name: 'ci', kind: 'TOKEN', tokenHash: otherHash, expiresAt: '2027-01-01T00:00:00Z' })}`;
    expect(parseCallers(text, 'callers.yaml')).toEqual({
      ok: true,
      value: [
        { name: 'mia', kind: 'USER', roles: ['developer'], tokenHash: hash, expiresAt: null },
        {
          name: 'ci',
          kind: 'TOKEN',
          roles: ['developer'],
          tokenHash: otherHash,
          expiresAt: Date.UTC(2027, 0, 1),
        },
      ],
    });
  });

  it('is told every mistake, with its line', () => {
    const text = `callers:\n${entry({ kind: 'ROBOT' })}${entry({ tokenhash: 'x', tokenHash: otherHash })}admins: []\n`;
    expect(problems(text)).toEqual([
      'callers.yaml:3: callers.0.kind: "ROBOT" is none of: USER, TOKEN. Write one of these.',
      'callers.yaml:10: callers.1.tokenhash: There is no such field. Did you mean tokenHash?',
      'callers.yaml:11: admins: There is no such field here. The fields are: callers.',
    ]);
  });

  const noHash =
    'is no SHA-256 hash of a token: that is sha256: and 64 lower-case hexadecimal digits. Write the one that this prints: npm run callers:token -- NAME';
  const leaked =
    'This is or holds a token, which belongs to its caller alone and is not safe any more. Remove it, and write the tokenHash of a new one: npm run callers:token -- NAME';
  it.each([
    ['', 'callers.yaml: The file is empty.'],
    [
      '- name: mia\n',
      "callers.yaml:1: A callers' file holds a field callers with a list. Write, to begin: callers: and the entry that this prints: npm run callers:token -- NAME",
    ],
    [
      'callers: []\n',
      'callers.yaml:1: callers: [] is an empty list, with which nobody could call. Write the entry that this prints: npm run callers:token -- NAME',
    ],
    [
      `callers:\n${entry()}${entry({ tokenHash: otherHash })}`,
      'callers.yaml:6: callers.1.name: Is the name of another caller, too (line 2). Write another.',
    ],
    [
      `callers:\n${entry()}${entry({ name: 'ci' })}`,
      "callers.yaml:9: callers.1.tokenHash: Is the hash of another caller's token, too (line 5), so nobody could tell the two apart. Make another: npm run callers:token -- NAME",
    ],
    [
      `callers:\n${entry({ name: 'tenantry' })}`,
      'callers.yaml:2: callers.0.name: "tenantry" is the name that Tenantry records its own operations under. Write another.',
    ],
    [
      `callers:\n${entry({ name: 'local administrator' })}`,
      'callers.yaml:2: callers.0.name: "local administrator" does not fit: letters, digits, and . _ @ + - between them, at most 128. Write, for example: name: mia',
    ],
    [
      `callers:\n${entry({ roles: '[]' })}`,
      'callers.yaml:4: callers.0.roles: [] is an empty list. Write, for example: roles: [developer]',
    ],
    [
      `callers:\n${entry({ roles: '[Admin!]' })}`,
      'callers.yaml:4: callers.0.roles.0: "Admin!" is not the name of a role: lower-case letters, digits and hyphens, at most 63. Write, for example: developer',
    ],
    [`callers:\n${entry({ tokenHash: 'hunter2' })}`, `callers.yaml:5: callers.0.tokenHash: This ${noHash}`],
    [
      `callers:\n${entry({ tokenHash: `md5:${'0'.repeat(32)}` })}`,
      `callers.yaml:5: callers.0.tokenHash: This ${noHash}`,
    ],
    [`callers:\n${entry({ tokenHash: '12345678' })}`, `callers.yaml:5: callers.0.tokenHash: This ${noHash}`],
    [
      `callers:\n${entry({ tokenHash: `$2b$10$${'a'.repeat(53)}` })}`,
      `callers.yaml:5: callers.0.tokenHash: This ${noHash}`,
    ],
    [`callers:\n${entry({ tokenHash: token })}`, `callers.yaml:5: callers.0.tokenHash: ${leaked}`],
    [`callers:\n${entry({ name: token })}`, `callers.yaml:2: callers.0.name: ${leaked}`],
    [
      `callers:\n${entry({ expiresAt: 'tomorrow' })}`,
      'callers.yaml:6: callers.0.expiresAt: "tomorrow" does not fit. Write, for example: expiresAt: 2027-01-01T00:00:00Z',
    ],
    [
      `callers:\n${entry({ expiresAt: '2027-02-30T00:00:00Z' })}`,
      'callers.yaml:6: callers.0.expiresAt: "2027-02-30T00:00:00Z" is no moment in time. Write, for example: expiresAt: 2027-01-01T00:00:00Z',
    ],
    ['callers:\n  - name: mia: x\n', 'callers.yaml:2: Not valid YAML.'],
  ])('%.60j', (text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });

  it('has at most 1,000 callers', () => {
    const many = Array.from({ length: 1_001 }, (_, index) =>
      entry({ name: `caller-${index}`, tokenHash: hashToken(`${index}`) }),
    );
    expect(problems(`callers:\n${many.join('')}`)).toEqual([
      'callers.yaml:2: callers: Holds 1001 entries; at most 1000 are possible. Remove some.',
    ]);
    expect(problems(`callers:\n${many.slice(1).join('')}`)).toEqual([]);
  });

  it('with very many mistakes is told the first of them', () => {
    const told = problems(`callers: [${'1,'.repeat(100)}]\n`);
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toBe('callers.yaml: And 80 more.');
  });

  it('never has its tokens repeated, wherever they stand', () => {
    for (const text of [
      `callers: ${token}\n`,
      `${token}: x\n`,
      `callers:\n${entry({ [token]: 'x' })}`,
      `callers:\n${entry({ kind: token })}`,
      `callers:\n${entry({ roles: token })}`,
      `callers:\n${entry({ roles: `[${token}]` })}`,
      `callers:\n${entry({ expiresAt: token })}`,
      `callers:\n${entry({ tokenHash: `[${token}]` })}`,
      `callers:\n${entry({ token })}`,
      `callers:\n  - "${token}\\q"\n`,
      `callers:\n  - *${token}\n`,
      `callers:\n  - !${token} x\n`,
    ]) {
      const told = problems(text).join('\n');
      expect(told).not.toBe('');
      expect(told).not.toContain(token.slice(4, 20));
    }
  });
});

describe('checkCallersShape', () => {
  it('accepts the schema’s own example', () => {
    expect(checkCallersShape({ callers: schema.properties.callers.examples[0]! })).toEqual([]);
  });

  it('says in words whatever the schema refuses', () => {
    const anything = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;
    const nearly = fc.record(
      { name: anything, kind: anything, roles: anything, tokenHash: anything, expiresAt: anything, more: anything },
      { requiredKeys: [] },
    ) as fc.Arbitrary<Json>;
    const file = fc.record({ callers: fc.oneof(anything, fc.array(nearly)) }) as fc.Arbitrary<Json>;
    fc.assert(
      fc.property(fc.oneof(anything, file), (value) => {
        for (const { message } of checkCallersShape(value)) {
          expect(message).not.toMatch(/undefined|Does not fit the schema|\[object/);
          expect(message).toMatch(/Write|write|Did you mean|fields are|Remove|Put/);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('has a description and an example for every field, which editors show', () => {
    for (const [name, field] of Object.entries(schema.definitions.caller.properties)) {
      expect({ name, ...field }).toMatchObject({ description: expect.any(String), examples: [expect.anything()] });
    }
  });
});
