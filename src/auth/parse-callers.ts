import type { FileProblem } from '../lib/file-problem.ts';
import { fail, succeed } from '../lib/result.ts';
import type { Result } from '../lib/result.ts';
import { withLines } from '../lib/shape-problem.ts';
import type { ShapeProblem } from '../lib/shape-problem.ts';
import { parseYamlFile } from '../lib/yaml-text.ts';
import type { CallerEntry } from './caller-entry.ts';
import { checkCallersShape } from './callers-shape.ts';

/** A valid file's content: the form of `clusters/callers.schema.json`. */
interface CallersFileContent {
  readonly callers: readonly (Omit<CallerEntry, 'expiresAt'> & { readonly expiresAt?: string })[];
}

/** What a callers' file is as a file. Its YAML is parsed at one go, for which everyone else waits: so it is bounded. */
export const callersFileForm = { called: 'a callers’ file', maxBytes: 256 * 1024 };

/**
 * Reads and checks the text of a callers' file.
 * @param display the file's path as messages show it
 */
export function parseCallers(text: string, display: string): Result<readonly CallerEntry[], readonly FileProblem[]> {
  const parsed = parseYamlFile(text, display);
  if (!parsed.ok) return fail(parsed.failure.map(withoutParserWords));
  const yaml = parsed.value;
  const shape = checkCallersShape(yaml.value);
  if (shape.length > 0) return fail(firstOf(withLines(shape, yaml, display).map(withoutTokens)));
  const { callers } = yaml.value as unknown as CallersFileContent;
  const line = (index: number, field: string): number => yaml.lineOf(['callers', String(index), field]);
  const mistakes = [
    ...doubles(
      callers,
      'name',
      (other) => `Is the name of another caller, too (line ${line(other, 'name')}). Write another.`,
    ),
    ...doubles(
      callers,
      'tokenHash',
      (other) =>
        `Is the hash of another caller's token, too (line ${line(other, 'tokenHash')}), so nobody could tell the two apart. Make another: npm run callers:token -- NAME`,
    ),
    ...impossibleTimes(callers),
  ];
  if (mistakes.length > 0) return fail(firstOf(withLines(mistakes, yaml, display)));
  return succeed(
    callers.map(({ name, kind, roles, tokenHash, expiresAt }) => {
      return { name, kind, roles, tokenHash, expiresAt: expiresAt === undefined ? null : Date.parse(expiresAt) };
    }),
  );
}

const toldProblems = 20;

/** Each is a line of the log. */
function firstOf(problems: readonly FileProblem[]): readonly FileProblem[] {
  const [first] = problems;
  const more = problems.length - toldProblems;
  if (first === undefined || more <= 0) return problems;
  return [...problems.slice(0, toldProblems), { ...first, line: null, field: null, message: `And ${more} more.` }];
}

/** Only that, and where: the parser's own words can repeat what stands there. */
function withoutParserWords(problem: FileProblem): FileProblem {
  return problem.message.startsWith('Not valid YAML') ? { ...problem, message: 'Not valid YAML.' } : problem;
}

/** The name of a field is told, even where somebody put a token there. */
function withoutTokens<T extends FileProblem>(problem: T): T {
  return { ...problem, field: problem.field?.replaceAll(/tnt_[^.]*/g, 'tnt_…') ?? null };
}

function doubles(
  callers: CallersFileContent['callers'],
  field: 'name' | 'tokenHash',
  say: (first: number) => string,
): readonly ShapeProblem[] {
  const first = new Map<string, number>();
  return callers.flatMap((caller, index) => {
    const before = first.get(caller[field]);
    if (before === undefined) first.set(caller[field], index);
    return before === undefined
      ? []
      : [{ path: ['callers', String(index), field], part: 'value' as const, message: say(before) }];
  });
}

/** What the pattern lets through: 30 February, 25 o'clock. */
function impossibleTimes(callers: CallersFileContent['callers']): readonly ShapeProblem[] {
  return callers.flatMap(({ expiresAt }, index) => {
    if (expiresAt === undefined || isTime(expiresAt)) return [];
    const message = `"${expiresAt}" is no moment in time. Write, for example: expiresAt: 2027-01-01T00:00:00Z`;
    return [{ path: ['callers', String(index), 'expiresAt'], part: 'value' as const, message }];
  });
}

function isTime(text: string): boolean {
  const time = Date.parse(text);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text.slice(0, 19));
}
