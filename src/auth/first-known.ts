import type { Authenticate, Identified } from './session.ts';

/**
 * Asks several ways to tell who calls, in their order: whom one knows is known. Where none does, but one could not tell, nobody
 * can. At once as long as each of those that are asked is.
 */
export function firstKnown(ways: readonly Authenticate[]): Authenticate {
  return (authorizations, browserSession = null) => {
    const ask = (index: number, soFar: Identified): ReturnType<Authenticate> => {
      const way = ways[index];
      if (way === undefined) return soFar;
      const goOn = (who: Identified): ReturnType<Authenticate> =>
        who !== null && who !== 'UNAVAILABLE' ? who : ask(index + 1, who ?? soFar);
      const who = way(authorizations, browserSession);
      return who instanceof Promise ? who.then(goOn) : goOn(who);
    };
    return ask(0, null);
  };
}
