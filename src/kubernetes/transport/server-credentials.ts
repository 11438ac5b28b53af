import { readFile } from 'node:fs/promises';
import { CredentialError } from './connection-failure.ts';
import type { CredentialSource } from './credentials.ts';

/** Credentials of `server` + `caFile` + `tokenFile`. The files are read at each call. */
export function createServerCredentials(options: {
  readonly server: string;
  readonly caFile?: string;
  readonly tokenFile?: string;
  readonly token?: string;
}): CredentialSource {
  return {
    async read() {
      const ca = options.caFile === undefined ? undefined : await readText(options.caFile, 'caFile');
      const token =
        options.tokenFile === undefined ? options.token : (await readText(options.tokenFile, 'tokenFile')).trim();
      if (token === '') throw new CredentialError(`the token file ${options.tokenFile ?? ''} is empty`);
      return {
        server: options.server,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        tls: { rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) },
        proxyUrl: null,
        warning: null,
      };
    },
  };
}

async function readText(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new CredentialError(`the ${what} ${path} cannot be read`);
  }
}
