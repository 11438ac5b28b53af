const form = /^[\w.:-]{1,128}$/;

/** The id of a request: what its header `x-request-id` says, or a new one. */
export function requestIdOf(given: string | readonly string[] | undefined, newId: () => string): string {
  return typeof given === 'string' && form.test(given) ? given : newId();
}
