import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openSignOn } from '../../../src/auth/oidc/sign-on.ts';
import type { SignOn } from '../../../src/auth/oidc/sign-on.ts';
import { createAccessBook } from '../../../src/domain/access/access-book.ts';
import type { AccessBook } from '../../../src/domain/access/access-book.ts';
import { createSignOnAudit } from '../../../src/domain/audit/sign-on-audit.ts';
import { MemoryAuditLog } from '../../../src/domain/audit/testing/memory-audit-log.ts';
import { MemorySignedOffSessions } from '../../../src/domain/sign-on/testing/memory-signed-off-sessions.ts';
import { formatProblem } from '../../../src/lib/file-problem.ts';
import { createManualClock } from '../../../src/lib/manual-clock.ts';
import type { ManualClock } from '../../../src/lib/manual-clock.ts';
import type { Log } from '../../../src/lib/log.ts';
import { audience, startOidcProvider } from '../../support/oidc-provider.ts';
import type { OidcProvider } from '../../support/oidc-provider.ts';
import { startEdge } from '../edge/edge-under-test.ts';
import type { EdgeUnderTest } from '../edge/edge-under-test.ts';
import { openSocket, post, send } from '../edge/transports.ts';
import type { Result } from '../edge/transports.ts';

/** An edge whose callers sign on at a real provider. */
export interface SignOnUnderTest {
  readonly edge: EdgeUnderTest;
  readonly signOn: SignOn;
  /** Begins at the real time, at which the provider's tokens begin. */
  readonly clock: ManualClock;
  readonly book: AccessBook;
  readonly audit: MemoryAuditLog;
  readonly signedOff: MemorySignedOffSessions;
  /** Everything that was logged. */
  logged(): string;
}

interface SignOnFiles {
  readonly port?: number;
  /** Beside the sign-on file. */
  readonly files?: readonly { readonly name: string; readonly text: string }[];
  readonly publicUrl?: string | null;
  /** Of another gateway, to share records with. */
  readonly signedOff?: MemorySignedOffSessions;
}

/** A provider for one test. */
export async function providerOfTest(options: Parameters<typeof startOidcProvider>[0] = {}): Promise<OidcProvider> {
  const provider = await startOidcProvider(options);
  onTestFinished(() => provider.stop());
  return provider;
}

/** An issuer of a sign-on file: the provider as `corp`. */
export function issuerOf(provider: OidcProvider, more: object = {}): object {
  return { name: 'corp', url: provider.issuer, audiences: [audience], clockLeewaySeconds: 0, ...more };
}

/** Starts an edge with this sign-on file; closed when the test is over. */
export async function signOnUnderTest(
  content: object,
  { port = 0, files = [], publicUrl = null, signedOff = new MemorySignedOffSessions() }: SignOnFiles = {},
): Promise<SignOnUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-sign-on-'));
  const path = join(folder, 'sign-on.yaml');
  writeFileSync(path, JSON.stringify(content));
  for (const { name, text } of files) writeFileSync(join(folder, name), text);
  const clock = createManualClock(Date.now());
  const lines: string[] = [];
  const record = (fields: object, message: string): void => void lines.push(JSON.stringify({ message, ...fields }));
  const log: Log = { debug: record, info: record, warn: record, error: record };
  const book = createAccessBook(log);
  const opened = await openSignOn({ path, display: 'sign-on.yaml', log, clock, book, signedOff });
  if (!opened.ok) throw new Error(opened.failure.map(formatProblem).join('\n'));
  const signOn = opened.value;
  onTestFinished(async () => {
    await signOn.close();
    rmSync(folder, { recursive: true });
  });
  const { authenticate } = signOn;
  // Time moves by hours at once, in which nobody reads or answers.
  const timeouts = { heartbeatMs: 10 * 86_400_000, slowReaderMs: 10 * 86_400_000 };
  const audit = new MemoryAuditLog();
  const signOns = createSignOnAudit({ log: audit, clock, logger: log });
  const edge = await startEdge(
    { authenticate, signOns, login: () => signOn.login, log, clock, timeouts, publicUrl },
    port,
  );
  return { edge, signOn, clock, book, audit, signedOff, logged: () => lines.join('\n') };
}

/** What somebody gets on each way in: `ok`, or the code of the refusal (on a WebSocket: of its end). */
export async function everyWay(edge: EdgeUnderTest, token: string): Promise<Readonly<Record<string, unknown>>> {
  const authorization = `Bearer ${token}`;
  const headers = { authorization, 'content-type': 'application/json', accept: 'text/event-stream' };
  const codeOf = ({ errors }: Result): unknown => errors?.[0]?.extensions?.['code'] ?? 'ok';
  const http = await post(edge, { query: '{ hello }' }, { authorization });
  const stream = await send(edge, 'POST', '/graphql/stream', headers, '{"query":"{ hello }"}');
  const sse = stream.status === 200 ? 'ok' : codeOf(JSON.parse(stream.text) as Result);
  const socket = await openSocket(edge, { init: false });
  socket.send({ type: 'connection_init', payload: { Authorization: authorization } } as never);
  const webSocket = await Promise.race([
    socket.next().then(({ type }) => (type === 'connection_ack' ? 'ok' : type)),
    socket.closed.then(({ code }) => code),
  ]);
  socket.raw.terminate();
  return { http: codeOf(http.result), sse, webSocket };
}
