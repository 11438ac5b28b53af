import { BREAK, NoSchemaIntrospectionCustomRule, parse, specifiedRules, validate } from 'graphql';
import type { ASTVisitor, DocumentNode, FieldNode, GraphQLSchema, ValidationRule } from 'graphql';
import { expect, test } from 'vitest';
import { nastySchema } from '../execution/testing/nasty-schema.ts';
import { diceOf, randomOperation } from '../execution/testing/random-operation.ts';
import type { Dice } from '../execution/testing/random-operation.ts';
import { rulesInOne } from './rules-in-one.ts';

const seed = Number(process.env['VALIDATION_SEED'] ?? Date.now() % 2 ** 31);
const rules = [...specifiedRules, NoSchemaIntrospectionCustomRule];

/** What is wrong with a document, in the order in which it was found. */
function errorsOf(schema: GraphQLSchema, document: DocumentNode, applied: readonly ValidationRule[]) {
  return validate(schema, document, applied, { maxErrors: 20 }).map((error) => error.toJSON());
}

/** A text in which some names stand in the places of others. */
function spoilt(text: string, dice: Dice): string {
  const names = [...(text.match(/[A-Za-z_]\w*/g) ?? []), '__schema', 'unheardOf'];
  const wrong = new Set([dice.below(names.length), dice.below(names.length), dice.below(names.length)]);
  let at = -1;
  return text.replace(/[A-Za-z_]\w*/g, (name) => {
    at += 1;
    return wrong.has(at) ? (names[dice.below(names.length)] ?? name) : name;
  });
}

function parsed(text: string): DocumentNode | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

test(`finds what the rules find one by one, in random operations with names in wrong places (VALIDATION_SEED=${seed})`, () => {
  const schema = nastySchema();
  const found = new Set<string>();
  for (let run = 0; run < 1_000; run += 1) {
    const dice = diceOf(seed + run);
    const { source } = randomOperation({ schema, dice, depth: 3, scalars: () => [1, 'text', true, null] });
    const document = parsed(run % 10 === 0 ? source : spoilt(source, dice));
    if (document === null) continue;
    const expected = errorsOf(schema, document, rules);
    expect(errorsOf(schema, document, [rulesInOne(rules)])).toEqual(expected);
    for (const { message } of expected) found.add(message.replace(/"[^"]*"/g, '"…"'));
  }
  // Or the texts were hardly wrong, and this would say little.
  expect(found.size).toBeGreaterThan(15);
});

test.each([
  ['skips', 'enter', false],
  ['has seen enough', 'enter', BREAK],
  ['has seen enough', 'leave', BREAK],
] as const)(
  'a rule that %s when it %ss a node sees what it would see alone, and others see everything',
  (_what, when, answer) => {
    const document = parse('{ a { inA } b { inB { inInB } } c { inC } }');
    /** What a rule sees that answers so at the field b, and what one does that answers nothing. */
    const seenBy = (merged: (rules: readonly ValidationRule[]) => readonly ValidationRule[]) => {
      const [own, others]: [string[], string[]] = [[], []];
      const looking = (seen: string[], answers: boolean) => (): ASTVisitor => {
        const look =
          (at: string) =>
          ({ name: { value } }: FieldNode): unknown => {
            seen.push(`${at} ${value}`);
            return answers && at === when && value === 'b' ? answer : undefined;
          };
        return { Field: { enter: look('enter'), leave: look('leave') } };
      };
      validate(nastySchema(), document, merged([looking(own, true), looking(others, false)]));
      return { own, others };
    };
    const { own, others } = seenBy((rules) => [rulesInOne(rules)]);
    expect({ own, others }).toEqual(seenBy((rules) => rules));
    expect(own.length).toBeLessThan(others.length);
  },
);
