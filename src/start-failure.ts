/** Why the gateway cannot start, in words for the operator that say what to do. */
export class StartFailure extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StartFailure';
  }
}

/** What a failed `listen` means for the operator. */
export function listenFailure(error: unknown, host: string, port: number): StartFailure {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const other = port === 4000 ? 4001 : 4000;
  if (code === 'EADDRINUSE') {
    return new StartFailure(
      `Port ${port} of ${host} is in use. End what listens there, or take another: PORT=${other} npm start`,
      error,
    );
  }
  if (code === 'EACCES') {
    return new StartFailure(
      `Port ${port} is not allowed to this user. Take one from 1024 on: PORT=${other} npm start`,
      error,
    );
  }
  if (code === 'EADDRNOTAVAIL') {
    return new StartFailure(`This machine has no address ${host}. Take another: HOST=127.0.0.1`, error);
  }
  return new StartFailure(
    `Cannot listen on ${host}, port ${port} (${String(code)}). Take another: PORT=${other} npm start`,
    error,
  );
}
