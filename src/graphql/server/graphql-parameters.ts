import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';

/** What a GraphQL request asks, as GraphQL over HTTP names it. `extensions` are looked at and dropped. */
export interface GraphQLParameters {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Reads the parameters from a JSON body, or from a message's payload. The failure says what to send instead. */
export function readParameters(body: unknown): Result<GraphQLParameters, string> {
  if (Array.isArray(body))
    return fail('Several operations in one request are not served: send one operation a request.');
  if (!isRecord(body)) return fail('The body has to be a JSON object with a "query".');
  const { query, operationName, variables, extensions } = body;
  if (typeof query !== 'string' || query.trim() === '') {
    return fail('"query" has to be the text of a GraphQL document. Persisted queries are not served.');
  }
  if (!isAbsent(operationName) && typeof operationName !== 'string') {
    return fail('"operationName" has to be a string, or left out.');
  }
  if (!isAbsent(variables) && !isRecord(variables)) return fail('"variables" has to be a JSON object, or left out.');
  if (!isAbsent(extensions) && !isRecord(extensions)) return fail('"extensions" has to be a JSON object, or left out.');
  return succeed({
    query,
    operationName: typeof operationName === 'string' && operationName !== '' ? operationName : null,
    variables: isRecord(variables) ? variables : {},
  });
}

/** Reads the parameters from a URL's search part. */
export function readSearchParameters(search: URLSearchParams): Result<GraphQLParameters, string> {
  const body: Record<string, unknown> = {};
  for (const name of ['query', 'operationName', 'variables', 'extensions']) {
    const [value, second] = search.getAll(name);
    if (second !== undefined) return fail(`The search parameter "${name}" is there more than once.`);
    if (value === undefined || (value === '' && name !== 'query')) continue;
    if (name === 'query' || name === 'operationName') {
      body[name] = value;
    } else {
      try {
        body[name] = JSON.parse(value);
      } catch {
        return fail(`The search parameter "${name}" has to be JSON.`);
      }
    }
  }
  return readParameters(body);
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
