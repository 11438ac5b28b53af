/** Where a kind lives in the API. */
export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

const segment = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Whether the text is a DNS-1123 label of at most 63 characters: what a namespace is called. */
export function isNamespaceName(text: string): boolean {
  return text.length <= 63 && segment.test(text);
}

/** Whether the text is a DNS-1123 subdomain of at most 253 characters: what nearly every object is called. */
export function isObjectName(text: string): boolean {
  return text.length <= 253 && subdomain.test(text);
}

/**
 * The path of a collection or of one object. Every part is checked and encoded, so that no name can lead to another path.
 * @throws RangeError for a part that cannot be a name.
 */
export function resourcePath(
  type: ResourceType,
  where: { readonly namespace?: string; readonly name?: string } = {},
): string {
  const parts = type.group === '' ? ['api', type.version] : ['apis', type.group, type.version];
  if (where.namespace !== undefined) {
    assertPart(isNamespaceName(where.namespace), 'namespace', where.namespace);
    parts.push('namespaces', where.namespace);
  }
  parts.push(type.plural);
  if (where.name !== undefined) {
    assertPart(isObjectName(where.name), 'name', where.name);
    parts.push(where.name);
  }
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

function assertPart(valid: boolean, what: string, text: string): void {
  if (!valid)
    throw new RangeError(
      `${JSON.stringify(text.slice(0, 80))} cannot be a ${what}: use lower case letters, digits, "-" and "."`,
    );
}
