import type { KubeObject } from '../objects/kube-object.ts';
import { groupVersion } from '../objects/resources.ts';
import type { Resource } from '../objects/resources.ts';
import { badRequest, expired, invalid, tooLargeResourceVersion } from '../objects/status.ts';
import type { Status } from '../objects/status.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { keyText } from '../store/object-store.ts';
import { unknownOptions, wholeNumber } from './api-request.ts';
import { decodeContinue, encodeContinue } from './continue-token.ts';
import type { Reply } from './reply.ts';
import { refuse } from './reply.ts';
import { readSelection } from './selection.ts';

const options = [
  'limit',
  'continue',
  'resourceVersion',
  'resourceVersionMatch',
  'labelSelector',
  'fieldSelector',
  'watch',
  'allowWatchBookmarks',
  'timeoutSeconds',
  'pretty',
];

const inconsistent =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

/**
 * A list, whole or in pages that all show the state of the first.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list
 */
export function listObjects(
  store: ObjectStore,
  resource: Resource,
  namespace: string | undefined,
  query: URLSearchParams,
): Reply {
  const refusal = unknownOptions(query, options) ?? wrongMatch(query);
  if (refusal !== undefined) return refuse(refusal);
  const selection = readSelection(query, resource, namespace);
  if ('refusal' in selection) return refuse(selection.refusal);
  const limit = wholeNumber(query, 'limit');
  if (limit === null)
    return refuse(badRequest(`strconv.ParseInt: parsing "${query.get('limit') ?? ''}": invalid syntax`));
  const start = whereToStart(store, resource, query);
  if ('refusal' in start) return refuse(start.refusal);

  const all = stateAt(store, resource, start.version)
    .filter((object) => namespace === undefined || object.metadata.namespace === namespace)
    .filter((object) => start.key === undefined || keyText(object.metadata) >= start.key)
    .filter(selection.matches);
  const page = limit === undefined || limit === 0 || start.whole ? all : all.slice(0, limit);
  const last = page.at(-1);
  const rest = all.length - page.length;
  const json = {
    kind: `${resource.kind}List`,
    apiVersion: groupVersion(resource),
    metadata: {
      resourceVersion: String(start.version),
      ...(rest === 0 || last === undefined
        ? {}
        : { continue: encodeContinue(start.version, `${keyText(last.metadata)}\0`) }),
      ...(rest === 0 || selection.filters ? {} : { remainingItemCount: rest }),
    },
    // Lists of built-in kinds leave out what all items share.
    items: page.map(({ kind: _kind, apiVersion: _apiVersion, ...item }) => item),
  };
  return { code: 200, json };
}

interface Start {
  readonly version: number;
  readonly key?: string;
  /** resourceVersion=0 without match is answered from a cache, which ignores the limit. */
  readonly whole?: boolean;
}

function whereToStart(
  store: ObjectStore,
  resource: Resource,
  query: URLSearchParams,
): Start | { readonly refusal: Status } {
  const current = store.resourceVersion();
  const asked = wholeNumber(query, 'resourceVersion');
  if (asked === null) return { refusal: badRequest(`invalid resource version: ${badVersion(query)}`) };
  const token = query.get('continue') ?? '';
  if (token !== '') {
    const decoded = decodeContinue(token);
    if (decoded === undefined)
      return { refusal: badRequest('invalid continue token: continue key is not valid: it is none of this server') };
    if (asked !== undefined && asked !== 0) {
      return { refusal: badRequest('specifying resource version is not allowed when using continue') };
    }
    if (decoded.version === -1) return { version: current, key: decoded.key };
    if (decoded.version < store.changes.oldest(resource.name)) {
      return { refusal: expired(inconsistent, encodeContinue(-1, decoded.key)) };
    }
    return { version: decoded.version, key: decoded.key };
  }
  if (asked === undefined) return { version: current };
  if (asked > current) return { refusal: tooLargeResourceVersion(asked, current) };
  const match = query.get('resourceVersionMatch') ?? '';
  const limited = (query.get('limit') ?? '') !== '' && query.get('limit') !== '0';
  // Without a match, a resourceVersion with a limit means exactly that version.
  if (match === 'Exact' || (match === '' && limited && asked !== 0)) {
    if (asked < store.changes.oldest(resource.name)) {
      return { refusal: expired('The resourceVersion for the provided list is too old.') };
    }
    return { version: asked };
  }
  return { version: current, whole: asked === 0 };
}

/** The objects as they were: what was written since is undone. */
function stateAt(store: ObjectStore, resource: Resource, version: number): readonly KubeObject[] {
  const now: readonly KubeObject[] = store.list(resource.name);
  if (version === store.resourceVersion()) return now;
  const state = new Map(now.map((object) => [keyText(object.metadata), object]));
  for (const change of (store.changes.since(resource.name, version) ?? []).toReversed()) {
    if (change.previous === undefined) state.delete(keyText(change.object.metadata));
    else state.set(keyText(change.object.metadata), change.previous);
  }
  return [...state].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, object]) => object);
}

function wrongMatch(query: URLSearchParams): Status | undefined {
  const match = query.get('resourceVersionMatch') ?? '';
  const version = query.get('resourceVersion') ?? '';
  const field = 'resourceVersionMatch';
  const wrong = (reason: string, message: string): Status =>
    invalid({ name: 'ListOptions', group: 'meta.k8s.io' }, '', [{ reason, message, field }]);
  if (match === '') return undefined;
  if (version === '') {
    return wrong(
      'FieldValueForbidden',
      'Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    );
  }
  if ((query.get('continue') ?? '') !== '') {
    return wrong('FieldValueForbidden', 'Forbidden: resourceVersionMatch is forbidden when continue is provided');
  }
  if (match !== 'Exact' && match !== 'NotOlderThan') {
    return wrong(
      'FieldValueNotSupported',
      `Unsupported value: "${match}": supported values: "Exact", "NotOlderThan", ""`,
    );
  }
  if (match === 'Exact' && version === '0') {
    return wrong('FieldValueForbidden', 'Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
  return undefined;
}

/** What is said about a resourceVersion that is no number. */
export function badVersion(query: URLSearchParams): string {
  const version = query.get('resourceVersion') ?? '';
  return `resourceVersion: Invalid value: "${version}": strconv.ParseUint: parsing "${version}": invalid syntax`;
}
