import { tryMutants } from '../test/isolation/mutations/try-mutants.ts';

/*
 * Takes away one authorization call after the other, in processes of its own and never in the files, and runs the isolation test:
 * it has to fail. `npm run isolation:mutations [SEED] [WORLDS] [FILE]`; FILE is a part of a path, for the calls of some files alone.
 * Ends with 1 where a call is not missed: the test has a hole there, or the call is of no use.
 */

const [seed = String(Date.now()), worlds = '40', file = ''] = process.argv.slice(2);
console.log(`seed ${seed}, ${worlds} worlds`);
const tried = await tryMutants(new URL('../', import.meta.url), {
  seed,
  worlds: Number(worlds),
  atOnce: 2,
  wanted: (call) => call.file.includes(file),
  onTried({ call, noticed, isReached, seconds }) {
    const [words = ''] = (noticed ?? (isReached ? 'SURVIVED' : 'NEVER ASKED')).split('\n');
    console.log(`${seconds.toFixed(1)} s  ${call.file}:${call.line} ${call.text} → ${call.instead}\n       ${words}`);
  },
});
const survivors = tried.filter(({ noticed }) => noticed === null);
console.log(`${tried.length - survivors.length} of ${tried.length} authorization calls are missed when they are away`);
for (const { call, isReached } of survivors) {
  const how = isReached ? 'not missed' : 'never asked';
  console.log(`${how}: ${call.file}:${call.line} ${call.text} → ${call.instead}`);
}
process.exitCode = survivors.length === 0 ? 0 : 1;
