import type { AccessScope } from '../../../src/domain/access/access.ts';
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
  /** Where they may still see something when they ask for the same again; default: nowhere. */
  readonly keeps?: AccessScope;
  /** Whether what comes of it is seen by everybody, as a freeze that names no tenant is. */
  readonly isAboutAll?: boolean;
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

/** One of them, mostly one that may be seen: of the others there are many more, and each is refused alike. */
export function pickMostly<T>(those: readonly T[], preferred: (one: T) => boolean, dice: Dice): T {
  const few = dice.chance(60) ? those.filter(preferred) : [];
  return dice.pick(few.length > 0 ? few : those);
}

export const reason = 'for a test';
