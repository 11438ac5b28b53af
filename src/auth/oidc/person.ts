import type { IssuerSettings } from './sign-on-settings.ts';

/** Somebody whom a provider knows. */
export interface Person {
  /** `ISSUER:SUBJECT`, which stays the same and is never given to anyone else: what operations are recorded under. */
  readonly name: string;
  /** What people call them. Nothing goes by it: it can change, and two can have the same. */
  readonly displayName: string;
  /** `ISSUER:GROUP` each, so that no provider can put people into another one's groups. */
  readonly groups: readonly string[];
}

/** What they called with, in words. */
export function credentialOf(displayName: string, issuer: string): string {
  return `${displayName} at ${issuer}`;
}

type Claims = Readonly<Record<string, unknown>>;

/** Subjects are at most 255 ASCII characters: https://openid.net/specs/openid-connect-core-1_0.html#IDToken */
const subjectForm = /^[\x20-\x7e]{1,255}$/;
const usualNames = ['preferred_username', 'email', 'sub'];
const longestName = 200;

/** Who verified claims are about; null where the subject is none. */
export function personOf(claims: Claims, issuer: IssuerSettings): Person | null {
  const subject = claims['sub'];
  if (typeof subject !== 'string' || !subjectForm.test(subject)) return null;
  const names = issuer.nameClaim === null ? usualNames : [issuer.nameClaim, 'sub'];
  const shown = names
    .map((name) => claimOf(claims, name))
    .find((value) => typeof value === 'string' && value.trim() !== '');
  return {
    name: `${issuer.name}:${subject}`,
    displayName: cleaned(String(shown)),
    groups: groupsIn(claimOf(claims, issuer.groupsClaim)).map((group) => `${issuer.name}:${group}`),
  };
}

/** Whether the claims say at all in which groups somebody is. */
export function tellsGroups(claims: Claims, issuer: IssuerSettings): boolean {
  return claimOf(claims, issuer.groupsClaim) !== undefined;
}

function groupsIn(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return [...new Set(list.filter((group): group is string => typeof group === 'string' && group !== ''))];
}

/** The claim of that name, or else at that path. */
function claimOf(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split('.').reduce<unknown>((inner, part) => {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, part)) return undefined;
    return (inner as Claims)[part];
  }, claims);
}

/** On one line, and without what changes the direction of a line. */
function cleaned(name: string): string {
  return name
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, longestName);
}
