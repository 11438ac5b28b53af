import { defaultFieldResolver, getNamedType, GraphQLString, isObjectType } from 'graphql';
import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { redact } from '../lib/redact.ts';

/** Fields that hold what others wrote: API servers, webhooks, kubelets, events; and callers, in their own words. */
const messageFields: ReadonlySet<string> = new Set(['message', 'statusMessage', 'reason', 'comment', 'changeCause']);
/** Lists ask for the same messages over and over. */
const remembered = 5_000;

/**
 * Has every message of the graph leave without what looks like a secret, whoever wrote it and whichever type it is of: so that of a
 * webhook that repeats a password in its refusal, and that of a pod that cannot log in.
 */
export function redactMessages(schema: GraphQLSchema): GraphQLSchema {
  const known = new LRUCache<string, string>({ max: remembered });
  const leaving = (value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    const before = known.get(value);
    if (before !== undefined) return before;
    const text = redact(value);
    known.set(value, text);
    return text;
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (!messageFields.has(field.name) || getNamedType(field.type) !== GraphQLString) continue;
      const resolve: GraphQLFieldResolver<unknown, unknown> = field.resolve ?? defaultFieldResolver;
      field.resolve = (...args) => {
        const value: unknown = resolve(...args);
        return value instanceof Promise ? value.then(leaving) : leaving(value);
      };
    }
  }
  return schema;
}
