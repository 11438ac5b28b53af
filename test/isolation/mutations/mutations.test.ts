import { expect, it } from 'vitest';
import { Dice } from '../world/dice.ts';
import type { AuthorizationCall } from './authorization-calls.ts';
import { callsOfNoUse, isOfNoUse } from './of-no-use.ts';
import { tryMutants } from './try-mutants.ts';

/** Which calls are tried: others in each run. All of them, and those of no use: `npm run isolation:mutations`. */
const seed = process.env['ISOLATION_MUTATION_SEED'] ?? String(Date.now());
/** Percentage of the calls. */
const share = Number(process.env['ISOLATION_MUTATION_SHARE'] ?? 20);
/** As `npm run isolation:mutations isolation`: in these worlds every call is missed. */
const worlds = { seed: 'isolation', worlds: 80 };

it(`is missed where any one authorization call is away: ${share} % of them (ISOLATION_MUTATION_SEED=${seed})`, async () => {
  const dice = new Dice(`${seed} calls`);
  const calls: AuthorizationCall[] = [];
  const tried = await tryMutants(new URL('../../../', import.meta.url), {
    ...worlds,
    atOnce: 1,
    wanted(call) {
      calls.push(call);
      return dice.chance(share) && !isOfNoUse(call);
    },
  });
  const textOf = ({ file, line, text, instead }: AuthorizationCall) => `${file}:${line} ${text} → ${instead}`;
  expect(tried.length).toBeGreaterThan(0);
  expect(tried.filter(({ noticed }) => noticed === null).map(({ call }) => textOf(call))).toEqual([]);
  const isThere = ({ file, text }: Pick<AuthorizationCall, 'file' | 'text'>) =>
    calls.some((call) => call.file === file && call.text === text);
  expect(callsOfNoUse.filter((call) => !isThere(call))).toEqual([]);
});
