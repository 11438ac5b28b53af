import { registerHooks } from 'node:module';
import { actions } from '../../../src/domain/access/action.ts';
import type { AuthorizationCall } from './authorization-calls.ts';

/*
 * The isolation test on a gateway that lacks one authorization call: `node run-mutant.ts CALL SEED CASES`, with the call as JSON.
 * Ends with 0 where nothing was noticed, with 3 where it was, and says by what.
 */

const [given = '', seed = '', cases = ''] = process.argv.slice(2);
const { file, start, end, instead } = JSON.parse(given) as AuthorizationCall;

// Imported before the hook, so that what is allowed everywhere is not of the mutant's making.
const { createAccess, fleetScope } = await import('../../../src/domain/access/access.ts');
const everything = createAccess([{ role: 'all', scope: fleetScope, actions: new Set(actions) }]);
Object.assign(globalThis, {
  isolationFullAccess: { ...everything, anyRole: { includes: () => true, some: () => true } },
});

let mutated = false;
registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(`/${file}`) || loaded.source === null || loaded.source === undefined) return loaded;
    const source =
      typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString();
    mutated = true;
    return { ...loaded, source: source.slice(0, start) + instead + source.slice(end) };
  },
});

const { runWorlds } = await import('../run-worlds.ts');
if (!mutated) {
  console.log('NOT LOADED');
  process.exit(0);
}
try {
  await runWorlds({ seed, cases: Number(cases), peoplePerWorld: 10 });
} catch (error) {
  console.log(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  process.exit(3);
}
process.exit(0);
