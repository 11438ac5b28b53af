import { isOfNoUse } from '../test/isolation/mutations/of-no-use.ts';
import { tryMutants } from '../test/isolation/mutations/try-mutants.ts';

/*
 * Takes away one authorization call after the other, in processes of its own and never in the files, and runs the isolation test:
 * it has to fail. `npm run isolation:mutations [SEED] [WORLDS] [WHERE]`; WHERE is a pattern of
 * `src/file.ts:LINE call`, for some calls alone.
 * Ends with 1 where a call is not missed: the test has a hole there, or the call is of no use.
 */

const [seed = String(Date.now()), worlds = '80', where = ''] = process.argv.slice(2);
console.log(`seed ${seed}, ${worlds} worlds`);
const tried = await tryMutants(new URL('../', import.meta.url), {
  seed,
  worlds: Number(worlds),
  atOnce: 2,
  wanted: ({ file, line, text }) => new RegExp(where).test(`${file}:${line} ${text}`),
  onTried({ call, noticed, isReached, seconds }) {
    const [words = ''] = (noticed ?? (isReached ? 'SURVIVED' : 'NEVER ASKED')).split('\n');
    console.log(`${seconds.toFixed(1)} s  ${call.file}:${call.line} ${call.text} → ${call.instead}\n       ${words}`);
  },
});
const otherwise = tried.filter(({ call, noticed }) => (noticed === null) !== isOfNoUse(call));
console.log(
  `${tried.length} authorization calls were taken away; ${otherwise.length} of them with another end than expected`,
);
for (const { call, noticed, isReached } of otherwise) {
  const how = noticed !== null ? 'of use after all' : isReached ? 'not missed' : 'never asked';
  console.log(`${how}: ${call.file}:${call.line} ${call.text} → ${call.instead}`);
}
process.exitCode = otherwise.length === 0 ? 0 : 1;
