import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { actions } from '../../../src/domain/access/action.ts';
import type { Instrumented } from './instrument.ts';
import type { Reached, Task, TaskResult } from './tasks.ts';

/*
 * A process that runs worlds of the isolation test on a gateway that lacks one authorization call, or none: forked by
 * `tryMutants`, which tells it first what stands in the product's files instead, and then its tasks, one after the other.
 */

const root = fileURLToPath(new URL('../../../', import.meta.url));

// Imported before the hook, so that what is allowed everywhere is not of the mutant's making.
const { createAccess, fleetScope } = await import('../../../src/domain/access/access.ts');
const everything = createAccess([{ role: 'all', scope: fleetScope, actions: new Set(actions) }]);
const anyRole = { includes: () => true, some: () => true };

let lacking: number | null = null;
let reached = new Set<number>();
Object.assign(globalThis, {
  isolation: {
    access: { ...everything, rolesOn: () => anyRole },
    anything: sql`1 = 1`,
    lacks(call: number): boolean {
      reached.add(call);
      return call === lacking;
    },
  },
});

const { texts, seed } = await new Promise<Pick<Instrumented, 'texts'> & { readonly seed: string }>((resolve) =>
  process.once('message', resolve),
);
registerHooks({
  resolve(specifier, context, nextResolve) {
    const found = nextResolve(specifier, context);
    // What was imported above was read as it is: here it is another module.
    return texts[fileOf(found.url)] === undefined ? found : { ...found, url: `${found.url}?instrumented` };
  },
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const source = texts[fileOf(url)];
    return source === undefined ? loaded : { ...loaded, source };
  },
});
const { worldsOf } = await import('../run-worlds.ts');
const worlds = worldsOf(seed);

process.on('message', (task: Task) => void perform(task).then((result) => process.send?.(result)));
process.send?.('READY');

async function perform({ call, plan }: Task): Promise<TaskResult> {
  lacking = call;
  const all: Reached[] = [];
  for (const { world, steps } of plan) {
    reached = new Set();
    let step: Reached['step'] = null;
    const keep = () => all.push({ world, step, calls: [...reached] });
    try {
      await worlds.run(world, {
        ...(steps !== null && {
          wanted: ({ person, part }) => steps.some((each) => each.person === person && each.part === part),
        }),
        onStep(next) {
          keep();
          reached = new Set();
          step = next;
        },
      });
      keep();
    } catch (error) {
      return { reached: all, noticed: { world, steps, words: wordsOf(error) } };
    }
  }
  return { reached: all, noticed: null };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fileOf(url: string): string {
  const [path = ''] = url.split('?');
  return path.startsWith('file:') ? fileURLToPath(path).slice(root.length) : '';
}
