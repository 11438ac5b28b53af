import { execFile } from 'node:child_process';
import { isAbsolute, join } from 'node:path';
import type { Clock } from '../../lib/clock.ts';
import { CredentialError } from './connection-failure.ts';

/** What a credential plugin needs from outside. */
export interface ExecPluginOptions {
  readonly clock: Clock;
  /** The environment that plugins get; nothing else of this process's environment reaches them. */
  readonly execEnvironment: Readonly<Record<string, string>>;
  /** Default 15 000. */
  readonly execTimeoutMs?: number;
}

/** The `exec` part of a kubeconfig user. */
export interface ExecSpec {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What a plugin answered. */
export interface ExecCredential {
  readonly token?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly expiresAt: number;
}

const maxOutputBytes = 1024 * 1024;
/** Without `expirationTimestamp` the library would keep a credential for ever; the plugin is cheap enough to be asked again. */
const defaultLifeMs = 10 * 60_000;

/**
 * Runs credential plugins of an operator's own kubeconfig, with a deadline, and keeps what they answer until shortly before
 * it expires. Must never be used for a kubeconfig that came in through an API.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export function createExecPlugin(
  options: ExecPluginOptions,
): (spec: ExecSpec, directory: string, renew: boolean) => Promise<ExecCredential> {
  let kept: { readonly key: string; readonly credential: ExecCredential } | null = null;
  return async (spec, directory, renew) => {
    const key = JSON.stringify(spec);
    const now = options.clock.now();
    if (!renew && kept !== null && kept.key === key && kept.credential.expiresAt > now) return kept.credential;
    const credential = parseAnswer(await run(spec, directory, options), spec.command, now);
    kept = { key, credential };
    return credential;
  };
}

/** @throws CredentialError for a shape that is none. */
export function parseExecSpec(exec: unknown): ExecSpec {
  const spec = asRecord(exec);
  const { apiVersion, command, args, env } = spec;
  if (typeof command !== 'string' || command === '')
    throw new CredentialError('the kubeconfig has an `exec` without `command`');
  const variables = Array.isArray(env) ? env.map(asRecord) : [];
  return {
    apiVersion: typeof apiVersion === 'string' ? apiVersion : 'client.authentication.k8s.io/v1',
    command,
    args: Array.isArray(args) ? args.map(String) : [],
    env: Object.fromEntries(variables.map((each) => [String(each['name']), String(each['value'])])),
  };
}

function run(spec: ExecSpec, directory: string, options: ExecPluginOptions): Promise<string> {
  // As kubectl does: a command with a slash is relative to the kubeconfig, one without is looked up in PATH.
  const command =
    spec.command.includes('/') && !isAbsolute(spec.command) ? join(directory, spec.command) : spec.command;
  const info = { apiVersion: spec.apiVersion, kind: 'ExecCredential', spec: { interactive: false } };
  const timeout = options.execTimeoutMs ?? 15_000;
  return new Promise((resolve, reject) => {
    const settings = {
      timeout,
      killSignal: 'SIGKILL' as const,
      maxBuffer: maxOutputBytes,
      env: { ...options.execEnvironment, ...spec.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
    };
    const child = execFile(command, [...spec.args], settings, (error, stdout) => {
      if (error === null) resolve(stdout);
      else if (error.killed === true)
        reject(new CredentialError(`the credential plugin ${spec.command} did not answer within ${timeout / 1000} s`));
      else
        reject(
          new CredentialError(
            `the credential plugin ${spec.command} failed (${String(error.code ?? 'unknown')}): run it by hand to see why`,
          ),
        );
    });
    child.stdin?.end();
  });
}

function parseAnswer(output: string, command: string, now: number): ExecCredential {
  let answer: unknown;
  try {
    answer = JSON.parse(output);
  } catch {
    throw new CredentialError(`the credential plugin ${command} did not answer with an ExecCredential`);
  }
  const status = asRecord(asRecord(answer)['status']);
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = status;
  const expiresAt = typeof expirationTimestamp === 'string' ? Date.parse(expirationTimestamp) - 10_000 : Number.NaN;
  if (typeof token !== 'string' && typeof clientCertificateData !== 'string') {
    throw new CredentialError(`the credential plugin ${command} answered without a token or a certificate`);
  }
  return {
    ...(typeof token === 'string' ? { token } : {}),
    ...(typeof clientCertificateData === 'string' ? { cert: clientCertificateData } : {}),
    ...(typeof clientKeyData === 'string' ? { key: clientKeyData } : {}),
    expiresAt: Number.isNaN(expiresAt) ? now + defaultLifeMs : expiresAt,
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
