import { Dice } from './dice.ts';
import { generateCluster, generateWords } from './generate-clusters.ts';
import { generatePerson, rulesOf } from './generate-people.ts';
import {
  generateApprovals,
  generateAudit,
  generateBindings,
  generateFreezes,
  generateOperations,
  generateTokens,
  placedApps,
} from './generate-records.ts';
import { Marks } from './marks.ts';
import type { Person, World } from './model.ts';

/** A world and the people in it, the same for the same seed. */
export function generateWorld(
  seed: string,
  howManyPeople: number,
): { readonly world: World; readonly people: Person[] } {
  const dice = new Dice(seed);
  const marks = new Marks();
  const words = generateWords(dice, marks);
  const clusters = Array.from({ length: dice.between(1, 4) }, () => generateCluster(dice, marks, words));
  const apps = placedApps(clusters);
  const people = Array.from({ length: howManyPeople }, () => generatePerson(dice, marks, words, clusters));
  const come = people.flatMap(({ way }) => (way.by === 'API_TOKEN' ? [way.token] : []));
  const users = people.filter(({ way }) => way.by !== 'API_TOKEN' || way.token.kind === 'PERSONAL');
  const requesters = [...users.map(({ name }) => name), `requester ${marks.word()}`];
  const operations = generateOperations(dice, marks, apps, requesters);
  const freezes = generateFreezes(dice, marks, words);
  const bindings = generateBindings(dice, marks, words, clusters);
  const tokens = [...generateTokens(dice, marks, words, clusters, requesters), ...come];
  const approvals = generateApprovals(dice, words);
  const audit = generateAudit(dice, marks, operations, freezes, bindings, tokens, apps);
  return {
    world: { seed, clusters, operations, freezes, bindings, rules: rulesOf(people), tokens, approvals, audit },
    people,
  };
}
