import { globSync, readFileSync } from 'node:fs';

/** A place in the source where somebody's access is asked, and what stands there where everything is allowed. */
export interface AuthorizationCall {
  /** From the root of the repository, such as `src/domain/freezes/freeze-refusal.ts`. */
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly instead: string;
}

/** What the access itself is made of, and what is not about what somebody may see or do: who takes turns, and names to show. */
const notAuthorization = [
  'src/domain/access/access.ts',
  'src/domain/access/access-book.ts',
  'src/domain/access/both-of.ts',
  'src/domain/access/lost-rights.ts',
  'src/auth/sessions.ts',
  'src/auth/oidc/signed-on.ts',
  'src/graphql/server/tenant-of.ts',
];

const fullAccess = 'globalThis.isolationFullAccess';
const everywhere = `[{ type: 'FLEET' }]`;
const questions: Readonly<Record<string, string>> = {
  may: 'true',
  sees: 'true',
  seesTenant: 'true',
  seesCluster: 'true',
  rolesOn: `${fullAccess}.anyRole`,
};
const properties: Readonly<Record<string, string>> = { seesEverything: 'true', seesInside: 'true', views: everywhere };

const asked = new RegExp(
  String.raw`(?<![\w.])(?:this\.)?#?[A-Za-z_]\w*(?:[?!]?\.#?\w+)*[?!]?\.(?:${[...Object.keys(questions), 'seenBy'].join('|')})\(`,
  'g',
);
const scopes = /(?<![\w.])(?:\w+\.)?access\.where\(/g;
/** Where the records are filtered by what somebody may reach. */
const filtered = /(?<![\w.])(\w+)\.where\(/g;
const read = new RegExp(String.raw`(?<![\w.])\w+(?:\.\w+)*\.(${Object.keys(properties).join('|')})\b(?!\()`, 'g');
const made = /(?<![\w.])(?<!function )\w+SeenBy\(/g;

/** Every call on an access, or on a view that asks one, and every making of a view: found by how it is written. */
export function authorizationCalls(root: URL): readonly AuthorizationCall[] {
  const files = globSync('src/**/*.ts', { cwd: root.pathname })
    .filter((file) => !/\.test\.ts$|\/testing\/|__generated__/.test(file) && !notAuthorization.includes(file))
    .toSorted();
  return files.flatMap((file) => {
    const source = readFileSync(new URL(file, root), 'utf8');
    const blank = source.replaceAll(/\/\*[^]*?\*\/|\/\/[^\n]*/g, (comment) => comment.replaceAll(/[^\n]/g, ' '));
    const call = (start: number, end: number, instead: string): AuthorizationCall => {
      const line = source.slice(0, start).split('\n').length;
      return { file, line, start, end, text: source.slice(start, end), instead };
    };
    return [
      ...Array.from(blank.matchAll(asked), (match) => {
        const open = match.index + match[0].length;
        const name = /\.#?(\w+)\($/.exec(match[0])?.[1] ?? '';
        const end = endOf(blank, open);
        const seenBy = `${source.slice(match.index, open)}${fullAccess})`;
        return call(match.index, end, name === 'seenBy' ? seenBy : (questions[name] ?? 'true'));
      }),
      ...Array.from(blank.matchAll(scopes), (match) =>
        call(match.index, endOf(blank, match.index + match[0].length), everywhere),
      ),
      ...Array.from(blank.matchAll(filtered), (match) =>
        call(match.index, endOf(blank, match.index + match[0].length), match[1] ?? ''),
      ).filter(({ text }) => text.includes('withinReach(')),
      ...Array.from(blank.matchAll(read), (match) =>
        call(match.index, match.index + match[0].length, properties[match[1] ?? ''] ?? 'true'),
      ),
      ...Array.from(blank.matchAll(made), (match) => {
        const open = match.index + match[0].length;
        const end = endOf(blank, open);
        const given = source.slice(open, end - 1);
        const access = given.lastIndexOf(',');
        return call(match.index, end, `${match[0]}${given.slice(0, access)}, ${fullAccess})`);
      }).filter(({ text }) => text.endsWith('access)')),
    ];
  });
}

/** Behind the bracket that closes what is open at this place. */
function endOf(source: string, from: number): number {
  let depth = 1;
  let at = from;
  for (; depth > 0 && at < source.length; at += 1) {
    if ('([{'.includes(source[at] ?? '')) depth += 1;
    else if (')]}'.includes(source[at] ?? '')) depth -= 1;
  }
  return at;
}
