import type { Resource } from '../objects/resources.ts';
import { parseFieldSelector, parseLabelSelector } from '../objects/selectors.ts';
import type { Predicate } from '../objects/selectors.ts';
import { badRequest } from '../objects/status.ts';
import type { Status } from '../objects/status.ts';

/** Which objects a list or watch asks for. */
export interface Selection {
  readonly matches: Predicate;
  /** Whether there is any selector. */
  readonly filters: boolean;
}

/** Reads labelSelector and fieldSelector. */
export function readSelection(
  query: URLSearchParams,
  resource: Resource,
  namespace: string | undefined,
): Selection | { readonly refusal: Status } {
  const labelText = query.get('labelSelector') ?? '';
  const fieldText = query.get('fieldSelector') ?? '';
  const labels = parseLabelSelector(labelText);
  if (labels === undefined) {
    return { refusal: badRequest(`unable to parse requirement: found '${labelText}', which is no label selector`) };
  }
  const fields = parseFieldSelector(fieldText, resource.kind);
  if (fields === undefined) return { refusal: badRequest(`invalid selector: '${fieldText}'; can't understand it`) };
  if (typeof fields === 'string') return { refusal: badRequest(`field label not supported: ${fields}`) };
  const inNamespace: Predicate = (object) => namespace === undefined || object.metadata.namespace === namespace;
  return {
    matches: (object) => inNamespace(object) && labels(object) && fields(object),
    filters: labelText !== '' || fieldText !== '',
  };
}
