/** How the discovery of all groups at once is asked for and answered. */
export const aggregatedDiscovery = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** What can be answered to this Accept header: aggregated discovery, JSON, or nothing. */
export function negotiate(accept: string): 'aggregated' | 'json' | 'none' {
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const meaningful = parameters.filter((parameter) => !/^(q|charset)=/i.test(parameter));
    if (meaningful.length === 0 && (type === '' || ['application/json', 'application/*', '*/*'].includes(type)))
      return 'json';
    if (type === 'application/json' && sameParameters(meaningful)) return 'aggregated';
  }
  return 'none';
}

function sameParameters(parameters: readonly string[]): boolean {
  const wanted = aggregatedDiscovery.split(';').slice(1).sort();
  return [...parameters].sort().join(';') === wanted.join(';');
}
