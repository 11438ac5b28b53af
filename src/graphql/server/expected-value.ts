import type { GraphQLInputType } from 'graphql';
import { getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';

const builtIn: Readonly<Record<string, string>> = {
  Int: 'a whole number of 32 bits',
  Float: 'a finite number',
  String: 'a string',
  Boolean: 'true or false',
  ID: 'a string or a whole number',
};

/** What a value of this type has to be, in words that name no value: `one of ASC, DESC`. */
export function expectedValue(type: GraphQLInputType): string {
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable)) return `a list of type "${String(type)}"`;
  const named = getNamedType(nullable);
  if (isEnumType(named)) {
    const names = named.getValues().map((value) => value.name);
    const shown = names.slice(0, 20).join(', ');
    return `one of ${shown}${names.length > 20 ? ', …' : ''}`;
  }
  if (isInputObjectType(named)) return `an object of type "${named.name}"`;
  const words = builtIn[named.name];
  if (words !== undefined) return words;
  const [summary] = (named.description ?? '').split(/\.\s|\.?\n|\.$/);
  return `a value of type "${named.name}"${summary ? `: ${summary}` : ''}`;
}
