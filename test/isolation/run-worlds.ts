import type { GraphQLSchema } from 'graphql';
import { createSchema } from '../../src/graphql/schema.ts';
import type { Asker } from './checks/asker.ts';
import { tryToChange } from './checks/changing.ts';
import type { Tried } from './checks/changing.ts';
import { changeRights } from './checks/losses.ts';
import { followAway } from './checks/moving.ts';
import { loseWhileWaiting } from './checks/waiting.ts';
import { Leaks } from './checks/leaks.ts';
import { logsDocument, readLogs } from './checks/logs.ts';
import { readPages } from './checks/pages.ts';
import { readRights } from './checks/rights.ts';
import { askForUnseen } from './checks/unseen-names.ts';
import { auditDocument, readAudits, readRoots, readThings, readWithArguments } from './checks/reading.ts';
import { follow } from './checks/streams.ts';
import { WorldGraph } from './graph/world-graph.ts';
import { metricsOf } from './graph/world-series.ts';
import { discover } from './reference/discover.ts';
import { Sight } from './reference/sight.ts';
import { visibleMarks } from './reference/visible-part.ts';
import type { Names } from './walk/argument-values.ts';
import { questionsOf } from './walk/questions.ts';
import type { Questions } from './walk/questions.ts';
import { Dice } from './world/dice.ts';
import { generateWorld } from './world/generate-world.ts';
import { marksIn } from './world/marks.ts';
import type { Person, World } from './world/model.ts';
import { start } from './world/moments.ts';

interface WorldsOptions {
  readonly seed: string;
  /** A case is one person in one world. */
  readonly cases: number;
}

/** What was done. */
interface Walked {
  readonly cases: number;
  readonly worlds: number;
  /** How often each mutation was tried, by what had to come of it. */
  readonly tried: Tried;
}

/** In the order in which they are done: what is followed and changed makes the world another, which is read no more. */
export const parts = ['READ', 'FOLLOW', 'CHANGE', 'LOSE'] as const;

/** What one person does in a world: asks for what there is, follows it, or tries to change it. */
export interface Step {
  /** Index. */
  readonly person: number;
  readonly part: (typeof parts)[number];
}

/** Of a world: those steps alone that are wanted, each told of before it is done. Default: all of them. */
interface Steps {
  readonly wanted?: (step: Step) => boolean;
  readonly onStep?: (step: Step) => void;
}

export const peoplePerWorld = 10;
const pathsPerRun = 100;
const schema = await createSchema();

/** Generates worlds and people, and holds every way into the graph against the reference. @throws Finding for the first mistake */
export async function runWorlds({ seed, cases }: WorldsOptions): Promise<Walked> {
  const { run, tried } = worldsOf(seed);
  let worlds = 0;
  for (; worlds * peoplePerWorld < cases; worlds += 1) await run(worlds);
  return { cases: worlds * peoplePerWorld, worlds, tried };
}

/** The worlds of a seed. `run` does what is to be done in the world of that number. @throws Finding for the first mistake */
export function worldsOf(seed: string): {
  readonly tried: Tried;
  run(world: number, steps?: Steps): Promise<void>;
} {
  const questions = questionsOf(schema, new Dice(`${seed} paths`), pathsPerRun);
  const tried: Tried = new Map();
  return { tried, run: (world, steps = {}) => runWorld(`${seed}-${world}`, steps, schema, questions, tried) };
}

async function runWorld(
  seed: string,
  { wanted = () => true, onStep = () => {} }: Steps,
  schema: GraphQLSchema,
  questions: Questions,
  tried: Tried,
): Promise<void> {
  const { world, people } = generateWorld(seed, peoplePerWorld);
  const graph = await WorldGraph.over(world, people, schema);
  try {
    const { things, cursors } = await discover(world, graph, schema);
    const known = new Set(marksIn(JSON.stringify(world)));
    const decoded = new Map<string, string>();
    const askers = people.map((person): Asker => {
      const sight = new Sight(person, world);
      return {
        world,
        graph,
        person,
        sight,
        things,
        leaks: new Leaks(known, visibleMarks(world, person, sight), decoded),
      };
    });
    const names = namesOf(world, people, things);
    const audits = auditDocument(schema);
    const logs = logsDocument(schema);
    const does: Readonly<Record<Step['part'], (asker: Asker, dice: Dice) => Promise<void>>> = {
      async READ(asker, dice) {
        const own = { ...names, cursors: await readThings(asker, questions, dice) };
        await readPages(asker, dice.some(questions.lists, 8), cursors, dice);
        await readRights(asker, dice);
        await askForUnseen(asker, dice.some(questions.queries, 20), dice);
        await readRoots(asker, dice.some(questions.queries, 40));
        await readAudits(asker, audits, dice);
        await readLogs(asker, logs, dice);
        await readWithArguments(asker, dice.some(questions.queries, 12), own, dice);
        await readWithArguments(asker, dice.some(questions.paths, 2), own, dice);
      },
      FOLLOW: (asker, dice) => follow(asker, dice.pick(questions.subscriptions), dice),
      async CHANGE(asker, dice) {
        for (const mutation of dice.some(questions.mutations, 20)) await tryToChange(asker, mutation, dice, tried);
      },
      async LOSE(asker, dice) {
        // Their token was revoked by somebody before: nothing can be begun with it.
        if (graph.doors.ended(asker.person)?.aborted === true) return;
        await loseWhileWaiting(asker, dice);
        if (dice.chance(40)) await followAway(asker, dice);
        await changeRights(asker, dice);
      },
    };
    for (const part of parts) {
      for (const [person, asker] of askers.entries()) {
        const step = { person, part };
        if (!wanted(step)) continue;
        onStep(step);
        // The same whatever was done before.
        await does[part](asker, new Dice(`${seed} ${part} ${person}`));
      }
    }
  } finally {
    await graph.close();
  }
}

function namesOf(world: World, people: readonly Person[], things: Asker['things']): Omit<Names, 'cursors'> {
  const ids: Record<string, string[]> = {};
  for (const { type, id } of things) (ids[type] ??= []).push(id);
  const namespaces = world.clusters.flatMap((cluster) => cluster.namespaces);
  const workloads = namespaces.flatMap((namespace) => namespace.workloads);
  const each = (values: readonly string[]) => [...new Set(values)];
  return {
    tenants: each([
      ...namespaces.flatMap(({ environment }) => environment?.tenant ?? []),
      ...world.freezes.flatMap(({ scope }) => scope.tenants),
    ]),
    environments: each(namespaces.flatMap(({ environment }) => environment?.environment ?? [])),
    apps: each(workloads.map(({ name }) => name)),
    pods: workloads.flatMap(({ pods }) => pods.map(({ name }) => name)),
    clusters: world.clusters.map(({ name }) => name),
    images: workloads.map(({ image }) => image),
    people: each([
      ...people.map(({ name }) => name),
      ...world.operations.map(({ actor }) => actor.name),
      ...world.bindings.map(({ subject }) => subject.name),
    ]),
    labels: [
      ...world.clusters.flatMap(({ labels }) => Object.entries(labels).map(([key, value]) => ({ key, value }))),
      ...workloads.map(({ label }) => ({ key: 'note', value: label })),
    ],
    nodes: world.clusters.flatMap(({ nodes }) => nodes.map(({ name }) => name)),
    roles: each(world.bindings.map(({ role }) => role)),
    metrics: metricsOf(world).map(({ name }) => name),
    ids,
    now: new Date(start).toISOString(),
  };
}
