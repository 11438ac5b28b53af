import { redact } from './redact.ts';

/** How deep values are looked into; what lies deeper is left out. */
const maximumDepth = 8;
/** Names under which values are secret whatever they look like. */
const secretName = /^(?:authorization|cookie|set-cookie|password|secret|token|credentials?|kubeconfig|headers)$/i;

/**
 * A value as it may leave: every text in it passes through `redact`, errors become their type, message and stack, and what stands
 * under the name of a secret is hidden. The one place through which values go into the log.
 */
export function redactAll(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (depth >= maximumDepth) return '…';
  if (value instanceof Error) return describeError(value, depth);
  if (Array.isArray(value)) return value.map((item) => redactAll(item, depth + 1));
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return redactAll((value.toJSON as () => unknown)(), depth + 1);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [
      name,
      secretName.test(name) && held !== null && held !== undefined ? '<redacted>' : redactAll(held, depth + 1),
    ]),
  );
}

function describeError(error: Error, depth: number): unknown {
  return {
    type: error.name,
    message: redact(error.message),
    stack: redact(error.stack ?? ''),
    ...('code' in error ? { code: redactAll(error.code, depth + 1) } : {}),
    ...(error.cause === undefined ? {} : { cause: redactAll(error.cause, depth + 1) }),
  };
}
