import type { GraphQLField, GraphQLNamedType, GraphQLSchema } from 'graphql';
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';

const typeName = /^[A-Z][A-Za-z0-9]*$/;
const memberName = /^[a-z][A-Za-z0-9]*$/;
const valueName = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;
const inputTypeName = /(Input|Filter|Order)$/;
const ownScalars: readonly string[] = ['DateTime', 'Bytes'];

/** What is wrong with the schema by the house's rules, one line each; see "The schema" of CONTRIBUTING.md. */
export function schemaFaults(schema: GraphQLSchema): readonly string[] {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  return [...types.flatMap((type) => typeFaults(type, schema)), ...mutationFaults(schema)];
}

function typeFaults(type: GraphQLNamedType, schema: GraphQLSchema): readonly string[] {
  const faults = [...describedFaults(type.name, type), ...nameFaults(type.name, type.name, typeName)];
  if (isScalarType(type) && !ownScalars.includes(type.name)) {
    faults.push(`${type.name}: a new scalar hides a shape; make a type, or add it to ownScalars with a reason`);
  }
  if (isEnumType(type)) {
    for (const value of type.getValues()) {
      const place = `${type.name}.${value.name}`;
      faults.push(...describedFaults(place, value), ...nameFaults(place, value.name, valueName));
    }
  }
  if (isInputObjectType(type)) {
    if (!inputTypeName.test(type.name)) faults.push(`${type.name}: an input's name ends with Input, Filter or Order`);
    for (const field of Object.values(type.getFields()))
      faults.push(...memberFaults(`${type.name}.${field.name}`, field));
  }
  if (isObjectType(type) || isInterfaceType(type)) {
    const fields = type.getFields();
    for (const field of Object.values(fields)) faults.push(...fieldFaults(`${type.name}.${field.name}`, field, schema));
    const isNode = type.name === 'Node' || type.getInterfaces().some(({ name }) => name === 'Node');
    if (fields['id'] && !isNode) faults.push(`${type.name}: what has an id implements Node`);
    if (type.name.endsWith('Connection')) faults.push(...connectionFaults(type.name, fields, schema));
  }
  return faults;
}

function fieldFaults(place: string, field: GraphQLField<unknown, unknown>, schema: GraphQLSchema): readonly string[] {
  const faults = [...memberFaults(place, field)];
  for (const argument of field.args) faults.push(...memberFaults(`${place}(${argument.name}:)`, argument));
  if (getNamedType(field.type) === schema.getMutationType()) {
    faults.push(`${place}: mutations are at the root only, so that they run one after another`);
  }
  if (getNamedType(field.type).name.endsWith('Connection')) faults.push(...pagingFaults(place, field));
  return faults;
}

function memberFaults(
  place: string,
  member: {
    readonly name: string;
    readonly description?: string | null | undefined;
    readonly type: { toString(): string };
  },
): readonly string[] {
  const faults = [...describedFaults(place, member), ...nameFaults(place, member.name, memberName)];
  // One that is looked up by id may be gone, so `nodes` has nulls.
  if (/\w\]/.test(member.type.toString()) && place !== 'Query.nodes') {
    faults.push(`${place}: a list holds no nulls; write [${member.type.toString().replaceAll(/[[\]!]/g, '')}!]`);
  }
  return faults;
}

function connectionFaults(
  name: string,
  fields: Readonly<Record<string, GraphQLField<unknown, unknown>>>,
  schema: GraphQLSchema,
): readonly string[] {
  const node = name.slice(0, -'Connection'.length);
  const wanted = {
    nodes: `[${node}!]!`,
    edges: `[${node}Edge!]!`,
    pageInfo: 'PageInfo!',
    totalCount: 'Int!',
    coverage: 'Coverage!',
  };
  const edge = schema.getType(`${node}Edge`);
  const edgeFields = isObjectType(edge) ? edge.getFields() : {};
  return [
    ...shapeFaults(name, fields, wanted),
    ...shapeFaults(`${node}Edge`, edgeFields, { node: `${node}!`, cursor: 'String!' }),
  ];
}

function shapeFaults(
  type: string,
  fields: Readonly<Record<string, { readonly type: { toString(): string } }>>,
  wanted: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.entries(wanted)
    .filter(([name, shape]) => fields[name]?.type.toString() !== shape)
    .map(([name, shape]) => `${type}.${name}: has to be ${shape}`);
}

/** A right of its own is needed for the audit of a thing that is seen: without it that field alone is null, with an error. */
function pagingFaults(place: string, field: GraphQLField<unknown, unknown>): readonly string[] {
  const types = new Map(field.args.map((argument) => [argument.name, argument.type.toString()]));
  const faults: string[] = [];
  const isRefusable = field.name === 'audit' && !place.startsWith('Query.');
  if (!isNonNullType(field.type) && !isRefusable) {
    faults.push(`${place}: a connection is never null; gaps are in its coverage`);
  }
  if (types.get('first') !== 'Int' || types.get('after') !== 'String') {
    faults.push(`${place}: pages forward with first: Int and after: String`);
  }
  if (types.has('last') !== types.has('before')) faults.push(`${place}: last and before come together`);
  return faults;
}

function mutationFaults(schema: GraphQLSchema): readonly string[] {
  return Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap((field) => {
    const place = `Mutation.${field.name}`;
    const input = `${field.name.charAt(0).toUpperCase()}${field.name.slice(1)}Input!`;
    const [argument, ...more] = field.args;
    const faults: string[] = [];
    if (argument?.name !== 'input' || argument.type.toString() !== input || more.length > 0) {
      faults.push(`${place}: takes input: ${input} and nothing else`);
    }
    const payload = getNamedType(field.type);
    const problems = isObjectType(payload) ? payload.getFields()['problems'] : undefined;
    if (!isNonNullType(field.type) || isListType(field.type.ofType) || problems?.type.toString() !== '[Problem!]!') {
      faults.push(`${place}: answers a payload that is never null and has problems: [Problem!]!`);
    }
    return faults;
  });
}

function describedFaults(
  place: string,
  described: { readonly description?: string | null | undefined },
): readonly string[] {
  const text = described.description?.trim() ?? '';
  if (text === '') return [`${place}: has no description`];
  return /[.:]$/.test(text) ? [] : [`${place}: its description ends without a full stop`];
}

function nameFaults(place: string, name: string, pattern: RegExp): readonly string[] {
  return pattern.test(name) ? [] : [`${place}: the name does not fit ${pattern.source}`];
}
