import type { GraphQLSchema } from 'graphql';
import { createSchema } from '../../src/graphql/schema.ts';
import type { Asker } from './checks/asker.ts';
import { tryToChange } from './checks/changing.ts';
import type { Tried } from './checks/changing.ts';
import { Leaks } from './checks/leaks.ts';
import { auditDocument, readAudits, readRoots, readThings, readWithArguments } from './checks/reading.ts';
import { follow } from './checks/streams.ts';
import { WorldGraph } from './graph/world-graph.ts';
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
  readonly peoplePerWorld: number;
}

/** What was done. */
interface Walked {
  readonly cases: number;
  readonly worlds: number;
  /** How often each mutation was tried, by what had to come of it. */
  readonly tried: Tried;
}

const pathsPerRun = 100;

/** Generates worlds and people, and holds every way into the graph against the reference. @throws Finding for the first mistake */
export async function runWorlds({ seed, cases, peoplePerWorld }: WorldsOptions): Promise<Walked> {
  const schema = createSchema();
  const questions = questionsOf(schema, new Dice(`${seed} paths`), pathsPerRun);
  const tried: Tried = new Map();
  let done = 0;
  let worlds = 0;
  for (; done < cases; worlds += 1) {
    done += await runWorld(`${seed}-${worlds}`, peoplePerWorld, schema, questions, tried);
  }
  return { cases: done, worlds, tried };
}

async function runWorld(
  seed: string,
  howMany: number,
  schema: GraphQLSchema,
  questions: Questions,
  tried: Tried,
): Promise<number> {
  const { world, people } = generateWorld(seed, howMany);
  const graph = await WorldGraph.over(world, schema);
  try {
    const things = await discover(world, graph, schema);
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
    const audits = auditDocument(schema);
    const dice = new Dice(`${seed} questions`);
    for (const asker of askers) {
      const cursors = await readThings(asker, questions, dice);
      await readRoots(asker, dice.some(questions.queries, 40));
      await readAudits(asker, audits, dice);
      const names = namesOf(world, people, things, cursors);
      await readWithArguments(asker, dice.some(questions.queries, 12), names, dice);
      await readWithArguments(asker, dice.some(questions.paths, 2), names, dice);
    }
    // What follows changes the world, which is read no more.
    for (const asker of askers) await follow(asker, dice.pick(questions.subscriptions), dice);
    for (const asker of askers) {
      for (const mutation of dice.some(questions.mutations, 12)) await tryToChange(asker, mutation, dice, tried);
    }
    return people.length;
  } finally {
    await graph.close();
  }
}

function namesOf(world: World, people: readonly Person[], things: Asker['things'], cursors: readonly string[]): Names {
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
    ids,
    cursors,
    now: new Date(start).toISOString(),
  };
}
