import type { FieldNode, GraphQLError, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import { Kind, OperationTypeNode } from 'graphql';
import { limitExceeded } from './limit-exceeded.ts';
import type { Limits } from './limits.ts';

type Spread = (fragmentName: string) => SelectionSetNode | undefined;

/**
 * Walks an operation as execution would, level by level, selection sets that answer under the same name merged, and
 * answers the first limit that it exceeds. The caller has bounded its expanded size and excluded cycles.
 */
export function walkOperation(
  { operation, selectionSet: root }: OperationDefinitionNode,
  spread: Spread,
  limits: Limits,
): GraphQLError | null {
  let aliases = 0;
  let level: SelectionSetNode[][] = [[root]];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > limits.depth) return tooDeep(limits);
    const next: SelectionSetNode[][] = [];
    for (const merged of level) {
      const fields: FieldNode[] = [];
      for (const selectionSet of merged) collectFields(selectionSet, spread, fields);
      aliases += fields.filter((field) => field.alias).length;
      if (aliases > limits.aliases) return tooManyAliases(limits);
      if (depth === 1 && fields.length > limits.rootFields) return tooManyRootFields(limits);
      if (depth === 1 && operation === OperationTypeNode.MUTATION && fields.length > limits.mutations) {
        return tooManyMutations(limits);
      }
      const groups = Map.groupBy(fields, (field) => (field.alias ?? field.name).value);
      for (const group of groups.values()) {
        if (group.length > limits.sameName) return tooManyOfOneName(limits);
        const inner = group.flatMap((field) => field.selectionSet ?? []);
        if (inner.length > 0) next.push(inner);
      }
    }
    level = next;
  }
  return null;
}

/** Adds the fields of a selection set, inline fragments and spreads replaced by what they hold. */
function collectFields(selectionSet: SelectionSetNode, spread: Spread, into: FieldNode[]): void {
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.FIELD) {
      into.push(selection);
    } else {
      const inner = selection.kind === Kind.FRAGMENT_SPREAD ? spread(selection.name.value) : selection.selectionSet;
      if (inner) collectFields(inner, spread, into);
    }
  }
}

function tooDeep({ depth }: Limits): GraphQLError {
  return limitExceeded(
    'depth',
    depth,
    `The operation nests fields more than ${depth} deep. Ask for the inner objects by their id.`,
  );
}

function tooManyAliases({ aliases }: Limits): GraphQLError {
  return limitExceeded(
    'aliases',
    aliases,
    `The operation has more than ${aliases} aliases. Use a list field with a filter, or nodes(ids:).`,
  );
}

function tooManyRootFields({ rootFields }: Limits): GraphQLError {
  return limitExceeded(
    'rootFields',
    rootFields,
    `The operation has more than ${rootFields} fields at its root. Use a list field with a filter, or nodes(ids:).`,
  );
}

function tooManyMutations({ mutations }: Limits): GraphQLError {
  return limitExceeded(
    'mutations',
    mutations,
    `The mutation has more than ${mutations} fields at its root, which run one after the other. Send them in several requests.`,
  );
}

function tooManyOfOneName({ sameName }: Limits): GraphQLError {
  return limitExceeded(
    'sameName',
    sameName,
    `The operation asks for one field more than ${sameName} times in one place. Ask for it once.`,
  );
}
