import type { Person, World } from '../world/model.ts';
import type { Dice } from '../world/dice.ts';
import type { Sight } from './sight.ts';
import type { Thing } from './things.ts';

/** An attempt to change something, and how it has to end. */
export interface Attempt {
  readonly input: Readonly<Record<string, unknown>>;
  /** What a plan has to say, where one comes of it. */
  readonly verdict?: 'REFUSED';
  /** ALLOWED: let through, or refused for what was found on the way. REFUSED_EITHER_WAY: as is refused what there is not. */
  readonly expected: 'NOT_FOUND' | 'FORBIDDEN' | 'ALLOWED' | 'ALLOWED_IF_THERE' | 'REFUSED_EITHER_WAY';
}

export interface Trying {
  readonly world: World;
  readonly person: Person;
  readonly sight: Sight;
  readonly things: readonly Thing[];
  readonly dice: Dice;
}

/** What is tried, by chance, and how it has to end; null: there is nothing to try it on. */
export type Policy = (trying: Trying) => Attempt | null;

export const reason = 'for a test';
