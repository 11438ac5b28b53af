/**
 * Every shape of request that the gateway's client sends. One that is not here yet has to be in the contract first
 * (requests.ts, pages and whole lists in paging.test.ts, a stream in watch.test.ts, or what metrics-server answers in usage-contract.ts), so that the simulator answers it as real API servers do.
 */
export const shapesInTheContract: readonly string[] = [
  'GET /api',
  'GET /apis',
  'GET /apis/metrics.k8s.io/v1beta1',
  'GET /apis/metrics.k8s.io/v1beta1/nodes',
  'GET /apis/metrics.k8s.io/v1beta1/pods',
  'GET /readyz',
  'GET /version',
  'GET {kind}',
  'GET {kind}/{name}',
  'GET {kind}?allowWatchBookmarks=true&resourceVersion={n}&timeoutSeconds={n}&watch=1',
  'GET {kind}?allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&sendInitialEvents=true&timeoutSeconds={n}&watch=1',
  'GET {kind}?continue={token}&limit=500',
  'GET {kind}?limit=500',
  'PATCH {kind}/{name}?dryRun=All&fieldManager=tenantry&fieldValidation=Strict',
  'PATCH {kind}/{name}?fieldManager=tenantry&fieldValidation=Strict',
];

/** A request without what differs from call to call: names, resource versions, times, where a page goes on. */
export function shapeOfRequest(method: string, target: string): string {
  const url = new URL(target, 'http://simulated');
  const path = url.pathname.replace(
    /^\/(api\/v1|apis\/[^/]+\/v\d)(\/namespaces\/[^/]+)?\/[a-z]+(\/[^/]+)?$/,
    (_all, _api, _namespace, name) => (name === undefined ? '{kind}' : '{kind}/{name}'),
  );
  const query = [...url.searchParams]
    .map(([key, value]) => {
      if (key === 'continue') return `${key}={token}`;
      return `${key}=${['resourceVersion', 'timeoutSeconds'].includes(key) ? value.replace(/^\d+$/, '{n}') : value}`;
    })
    .sort()
    .join('&');
  return `${method} ${path}${query === '' ? '' : `?${query}`}`;
}
