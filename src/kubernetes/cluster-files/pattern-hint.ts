import { closest } from '../../lib/did-you-mean.ts';

/** What is wrong with a value whose form the schema refused, where more can be told than the schema's description says. */
export function patternHint(path: readonly string[], value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (value === '') return 'is empty. Write a value, or leave the line out.';
  switch (fieldOf(path)) {
    case 'name':
      return nameHint(value, 'name: ');
    case 'server':
      return serverHint(value);
    case 'adopt.namespaces':
      return namespacePatternHint(value);
    case 'adopt.assign':
      if (value.startsWith('unassigned/'))
        return 'cannot be given: unassigned is the tenant of what no rule fits. Write another tenant, for example: acme/prod';
      return 'does not name an environment. Write TENANT/ENVIRONMENT, for example: acme/prod';
    case 'adopt.environments':
      return `cannot be an environment's name: one that is read from a namespace's name has lower-case letters and digits and no hyphen. Write, for example: ${value.toLowerCase().replaceAll(/[^a-z0-9]/g, '') || 'prod'}`;
    case 'adopt.hide':
      return 'is not a pattern for names of namespaces. Write lower-case letters, digits, hyphens and *, for example: kube-*';
    case 'tenants':
      return "is not a tenant's name. Write one, for example acme, or acme-* for all that begin so, or * for any.";
    case 'adopt.labels':
      return 'is not a label key. Write, for example: customer, or example.com/customer';
    default:
      return null;
  }
}

function fieldOf(path: readonly string[]): string {
  const [first, second] = path;
  return first === 'adopt' ? `adopt.${second ?? ''}` : (first ?? '');
}

function nameHint(value: string, field: string): string {
  const suggestion = toDnsLabel(value);
  return `does not fit: lower-case letters, digits and hyphens, beginning and ending with a letter or a digit, at most 63. Write, for example: ${field}${suggestion}`;
}

function serverHint(value: string): string {
  if (/^https?:\/\/[^/]*@/.test(value)) return 'holds a user. Credentials go into a file: tokenFile, or a kubeconfig.';
  if (value.startsWith('http://')) return `is not encrypted. Write: server: ${value.replace('http:', 'https:')}`;
  if (!value.includes('://')) return `has no scheme. Write: server: https://${value}`;
  return 'is not the URL of an API server. Write, for example: server: https://eu-1.example.com:6443';
}

function namespacePatternHint(value: string): string {
  const example = 'Write, for example: namespaces: "{tenant}-{environment}"';
  const placeholders = [...value.matchAll(/\{([^}]*)\}/g)].map((match) => match[1] ?? '');
  for (const name of placeholders) {
    if (name === 'tenant' || name === 'environment') continue;
    const meant = closest(name, ['tenant', 'environment']) ?? (name.startsWith('env') ? 'environment' : undefined);
    return `has a placeholder {${name}} that means nothing. ${meant === undefined ? 'Write {tenant} and {environment}.' : `Did you mean {${meant}}?`}`;
  }
  for (const name of ['tenant', 'environment']) {
    const count = placeholders.filter((placeholder) => placeholder === name).length;
    if (count !== 1)
      return `has {${name}} ${count === 0 ? 'nowhere' : `${count} times`}; it has to stand there once. ${example}`;
  }
  if (/\}[a-z0-9]*\{/.test(value)) {
    return `has no hyphen between {tenant} and {environment}, so it cannot be told where one ends. ${example}`;
  }
  return `does not fit: around {tenant} and {environment} stand only lower-case letters, digits and hyphens. ${example}`;
}

/** The nearest name that fits RFC 1123: `arn:aws:eks:eu-west-1:1:cluster/Prod` becomes `arn-aws-eks-eu-west-1-1-cluster-prod`. */
export function toDnsLabel(text: string): string {
  const label = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, '');
  return label === '' ? 'cluster' : label;
}
