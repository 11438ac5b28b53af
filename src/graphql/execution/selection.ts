import type { Path } from 'graphql/jsutils/Path.js';
import { isPending, textOf } from './completed.ts';
import type { Completed, MaybePromise } from './completed.ts';
import type { Run } from './run.ts';

/** A part of what is asked of an object: a field, or something that stands for several. */
export interface Piece {
  /** What stands before its value, with the comma where it is not the first. */
  readonly lead: string;
  execute(run: Run, source: unknown, path: Path | undefined): MaybePromise<Completed>;
}

/** Asks an object for all pieces of a selection, in order. */
export function executeSelection(
  run: Run,
  pieces: readonly Piece[],
  source: unknown,
  path: Path | undefined,
  open: '{' | '',
  close: '}' | '',
): MaybePromise<string> {
  let text: string = open;
  for (let index = 0; index < pieces.length; index += 1) {
    const piece = pieces[index];
    if (piece === undefined) continue;
    const completed = piece.execute(run, source, path);
    if (isPending(completed))
      return waitForRest(run, pieces, source, path, { before: text, index, pending: completed, close });
    text += piece.lead + (typeof completed === 'string' ? completed : textOf(completed));
  }
  return text + close;
}

/** From the first piece on that has to be waited for. */
function waitForRest(
  run: Run,
  pieces: readonly Piece[],
  source: unknown,
  path: Path | undefined,
  {
    before,
    index: at,
    pending,
    close,
  }: {
    readonly before: string;
    readonly index: number;
    readonly pending: Promise<Completed>;
    readonly close: '}' | '';
  },
): Promise<string> {
  const rest = pieces.slice(at);
  const completed: MaybePromise<Completed>[] = [pending];
  try {
    for (const piece of rest.slice(1)) completed.push(piece.execute(run, source, path));
  } catch (error) {
    // What is under way may fail, too, and somebody has to have waited for it then.
    return Promise.all(completed)
      .then(() => '')
      .finally(() => {
        throw error;
      });
  }
  return Promise.all(completed).then((values) => {
    let text = before;
    for (const [index, value] of values.entries()) text += (rest[index]?.lead ?? '') + textOf(value);
    return text + close;
  });
}
