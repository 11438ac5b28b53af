/** Something that must not have come out. */
export interface Leak {
  readonly what: string;
  /** Where it stands, with a little of what is around it. */
  readonly context: string;
}

/** Shapes of secrets, whoever made them. */
const shapes: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY/g],
  ['a PEM block in Base64', /LS0tLS1CRUdJTi/g],
  // Signed and encrypted ones.
  ['a JWT', /\beyJ[\w-]{10,}\.[\w-]*\.[\w-]{4,}/g],
  ['an API token', /\btnt_[\w-]{20,}/g],
  ['a URL with a password', /\b[a-z][a-z0-9+]*:\/\/[^\s/@:"'<]*:(?!<redacted>|PASSWORD@)[^\s/@"'<]+@/g],
];
/** What a browser keeps for the gateway is its own, and sealed. */
const cookie = /^set-cookie:.*$/gim;
/** An API token is shown once, in the answer that made it. */
const shownOnce = /"secret":"(tnt_[\w-]+)"/g;

/**
 * What of a recording must not be in it: the marker, plain or in Base64, and what has the shape of a secret.
 * @param shown the API tokens that were shown before; those of this text are added
 */
export function leaksIn(
  text: string,
  marker: string,
  { shown }: { readonly shown?: Set<string> } = {},
): readonly Leak[] {
  const looked =
    shown === undefined
      ? text
      : text.replaceAll(cookie, '').replaceAll(shownOnce, (member, token: string) => {
          if (shown.has(token)) return member;
          shown.add(token);
          return '"secret":""';
        });
  const wanted = [['a planted secret', markerPattern(marker)] as const, ...shapes];
  return wanted.flatMap(([what, pattern]) =>
    [...looked.matchAll(pattern)].map(({ index }) => ({
      what,
      context: looked.slice(Math.max(0, index - 100), index + 100),
    })),
  );
}

/** Base64 of the marker is another at each of three places within four letters. */
function markerPattern(marker: string): RegExp {
  const encoded = [0, 1, 2].map((offset) => {
    const text = Buffer.from(`${'-'.repeat(offset)}${marker}---`).toString('base64url');
    const [from, to] = [Math.ceil((offset * 4) / 3), Math.floor(((offset + marker.length) * 8) / 6)];
    return text.slice(from, to);
  });
  return new RegExp([marker, ...encoded].join('|'), 'g');
}
