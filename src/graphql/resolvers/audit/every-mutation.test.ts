import type { GraphQLInputType } from 'graphql';
import { getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import { expect, it } from 'vitest';
import { createSchema } from '../../schema.ts';
import { GraphUnderTest } from '../../testing/graph-under-test.ts';

const fields = Object.values((await createSchema()).getMutationType()?.getFields() ?? {});

/** A value that fits the type, of what it insists on; its ids are of nothing. */
function leastOf(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return leastOf(type.ofType);
  if (isListType(type)) return [leastOf(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const members = Object.values(type.getFields()).filter((member) => isNonNullType(member.type));
    return Object.fromEntries(members.map((member) => [member.name, leastOf(member.type)]));
  }
  const values: Readonly<Record<string, unknown>> = {
    Boolean: false,
    DateTime: '2099-01-01T00:00:00Z',
    String: 'x',
    ID: 'x',
  };
  return values[getNamedType(type).name] ?? 1;
}

it.each(fields.map((field) => [field.name, field] as const))('%s leaves one record', async (name, { args }) => {
  const graph = new GraphUnderTest();
  const declared = args.map((argument) => `$${argument.name}: ${argument.type.toString()}`).join(', ');
  const given = args.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  const { errors } = await graph.ask(
    `mutation (${declared}) { ${name}(${given}) { problems { code } } }`,
    Object.fromEntries(args.map((argument) => [argument.name, leastOf(argument.type)])),
  );
  expect(errors).toBeUndefined();
  expect(graph.auditLog.records).toMatchObject([{ action: name, actor: { name: 'ann' }, requestId: 'request-1' }]);
});
