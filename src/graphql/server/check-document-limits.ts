import type { DocumentNode, FragmentDefinitionNode, GraphQLError, SelectionSetNode } from 'graphql';
import { Kind } from 'graphql';
import { rejection } from '../errors.ts';
import { expandedSizes } from './expanded-sizes.ts';
import { limitExceeded } from './limit-exceeded.ts';
import type { Limits } from './limits.ts';
import { walkOperation } from './walk-operation.ts';

/**
 * Holds a document against the limits on its shape, fragments expanded, before validation: rules such as "overlapping
 * fields can be merged" are quadratic in what these limits bound. First sizes are summed, each fragment once, so that a
 * bomb of fragments costs no more than its text; only what is small enough is then walked in full. Cycles and unused
 * fragments, which validation would refuse too, are refused here because that walk does not bound them.
 */
export function checkDocumentLimits(document: DocumentNode, limits: Limits): GraphQLError | null {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const variables = operations.reduce((sum, operation) => sum + (operation.variableDefinitions?.length ?? 0), 0);
  if (variables > limits.variables) {
    return limitExceeded(
      'variables',
      limits.variables,
      `The document declares more than ${limits.variables} variables. Pass lists and objects in one each.`,
    );
  }
  const sizes = expandedSizes(operations, fragments);
  if ('cycle' in sizes) {
    return invalid(
      `Fragment "${sizes.cycle.name.value}" cannot spread itself, not through others either.`,
      sizes.cycle,
    );
  }
  if (sizes.total > limits.fields) {
    return limitExceeded(
      'fields',
      limits.fields,
      `The document has more than ${limits.fields} fields, each fragment counted as often as it is spread. Split the operation.`,
    );
  }
  const used = new Set<FragmentDefinitionNode>();
  const spread = (name: string): SelectionSetNode | undefined => {
    const fragment = fragments.get(name);
    if (fragment) used.add(fragment);
    return fragment?.selectionSet;
  };
  for (const operation of operations) {
    const excess = walkOperation(operation, spread, limits);
    if (excess) return excess;
  }
  for (const fragment of document.definitions) {
    if (fragment.kind === Kind.FRAGMENT_DEFINITION && !used.has(fragment)) {
      return invalid(
        `Fragment "${fragment.name.value}" is never used, or there is another of that name. Remove it.`,
        fragment,
      );
    }
  }
  return null;
}

function invalid(message: string, node: FragmentDefinitionNode): GraphQLError {
  return rejection('GRAPHQL_VALIDATION_FAILED', message, { nodes: [node] });
}
