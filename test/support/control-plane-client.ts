import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync, writeFileSync } from 'node:fs';
import { Agent, request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { kubeconfigText } from './kubeconfig.ts';
import type { KubernetesMinor } from './toolchain.ts';
import { findControlPlaneBinaries } from './toolchain.ts';

/** What it takes to talk to a control plane that runs, as plain data: tests in other processes get this. */
export interface ControlPlaneDescription {
  readonly name: string;
  readonly version: KubernetesMinor;
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  /** The administrator's kubeconfig. */
  readonly kubeconfigPath: string;
  readonly contextName: string;
  /** One audit event (JSON) a line, for every request that was not made by the control plane itself. */
  readonly auditLogPath: string;
  /** Holds the files of the control plane, and goes away with it. */
  readonly folder: string;
  /** `http://127.0.0.1:PORT` */
  readonly etcdUrl: string;
  /** The certificate authority of the API server, PEM. */
  readonly certificateAuthority: string;
  /** The administrator's client certificate and key, PEM. */
  readonly certificate: string;
  readonly key: string;
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ApiResponse {
  readonly status: number;
  /** The parsed JSON body. */
  readonly body: unknown;
}

export interface ApiRequest {
  readonly body?: unknown;
  /** Of the body; `application/json` when left out. */
  readonly contentType?: string;
}

/** The part of an audit event that tests look at; see https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/ */
export interface AuditEvent {
  readonly stage: 'ResponseStarted' | 'ResponseComplete' | 'Panic';
  readonly requestURI: string;
  readonly verb: string;
  /** With microseconds, such as `2026-01-01T00:00:00.123456Z`. */
  readonly requestReceivedTimestamp: string;
  /** As `requestReceivedTimestamp`. */
  readonly stageTimestamp: string;
  readonly user: { readonly username: string; readonly groups?: readonly string[] };
  readonly userAgent?: string;
  readonly objectRef?: {
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code?: number };
  /** The body, of patches of workloads alone. */
  readonly requestObject?: unknown;
}

/** A control plane that runs, as seen by whoever uses it. */
export interface ControlPlaneClient extends ControlPlaneDescription {
  /** Runs the kubectl of this version as administrator. A code other than 0 is an answer, not an error. */
  kubectl(args: readonly string[], options?: { readonly input?: string }): Promise<CommandResult>;
  /** Sends a request as administrator. @param path with its query, e.g. `/api/v1/nodes?limit=1` */
  request(method: string, path: string, request?: ApiRequest): Promise<ApiResponse>;
  /** Creates or replaces objects (server-side apply by `kubectl`). @throws Error with what kubectl said */
  apply(...objects: readonly object[]): Promise<void>;
  /**
   * Makes a service account that has exactly the rights of a ClusterRole in the whole cluster.
   *
   * @param clusterRole YAML of one or more ClusterRoles, as a user would apply it
   * @returns the path of its kubeconfig (a token that is valid for a day)
   */
  serviceAccountKubeconfig(clusterRole: string): Promise<string>;
  /** Compacts etcd up to now: list continuations and, after a restart of the API server, watches from before get a 410. */
  compactEtcd(): Promise<void>;
  /** What the audit log holds up to now. */
  auditEvents(): readonly AuditEvent[];
}

let serviceAccounts = 0;

/** Makes the functions for a description, in whichever process. */
export function connectControlPlane(description: ControlPlaneDescription): ControlPlaneClient {
  const { url, kubeconfigPath, certificateAuthority: ca, certificate: cert, key } = description;
  const agent = new Agent({ ca, cert, key, keepAlive: true });

  const kubectl: ControlPlaneClient['kubectl'] = async (args, options = {}) =>
    await runCommand(
      findControlPlaneBinaries(description.version).kubectl,
      ['--kubeconfig', kubeconfigPath, ...args],
      options.input,
    );

  const mustKubectl = async (args: readonly string[], input?: string) => {
    const result = await kubectl(args, input === undefined ? {} : { input });
    if (result.code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${result.stderr.trim()}`);
    return result.stdout.trim();
  };

  const events: AuditEvent[] = [];
  let parsedBytes = 0;

  return {
    ...description,
    kubectl,
    async request(method, path, { body, contentType } = {}) {
      const payload = body === undefined ? undefined : JSON.stringify(body);
      return await new Promise((resolve, reject) => {
        const headers = payload === undefined ? {} : { 'content-type': contentType ?? 'application/json' };
        const outgoing = httpsRequest(new URL(path, url), { method, agent, headers, timeout: 30_000 }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: parseBody(Buffer.concat(chunks).toString('utf8')) }),
          );
        });
        outgoing.on('error', reject);
        outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer within 30 s`)));
        outgoing.end(payload);
      });
    },
    async apply(...objects) {
      const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
      await mustKubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], list);
    },
    async serviceAccountKubeconfig(clusterRole) {
      serviceAccounts += 1;
      const account = `reader-${process.pid}-${serviceAccounts}`;
      const roles = await mustKubectl(['apply', '--server-side', '-o', 'name', '-f', '-'], clusterRole);
      await mustKubectl(['create', 'serviceaccount', account, '--namespace=default']);
      for (const role of roles.split('\n').filter((name) => name.startsWith('clusterrole.'))) {
        const name = role.slice(role.indexOf('/') + 1);
        const binding = `${account}-${name}`;
        await mustKubectl([
          'create',
          'clusterrolebinding',
          binding,
          `--clusterrole=${name}`,
          `--serviceaccount=default:${account}`,
        ]);
      }
      const token = await mustKubectl(['create', 'token', account, '--namespace=default', '--duration=24h']);
      const path = join(description.folder, `${account}.kubeconfig`);
      const name = description.contextName;
      writeFileSync(path, kubeconfigText({ name, server: url, certificateAuthority: ca, user: { token } }), {
        mode: 0o600,
      });
      return path;
    },
    async compactEtcd() {
      const range = await postJson(`${description.etcdUrl}/v3/kv/range`, { key: 'AA==' });
      const { header } = range as { header: { revision: string } };
      // An API server serves list continuations from snapshots of its own, until it sees by this key, under which API
      // servers tell each other, that a compaction took place.
      const told = { key: base64('compact_rev_key'), value: base64(header.revision) };
      await postJson(`${description.etcdUrl}/v3/kv/put`, told);
      await postJson(`${description.etcdUrl}/v3/kv/compaction`, { revision: header.revision, physical: true });
    },
    auditEvents() {
      const log = openSync(description.auditLogPath, 'r');
      try {
        // Each line is read and parsed once, however often and long after the start this is asked.
        const unread = Buffer.alloc(Math.max(0, fstatSync(log).size - parsedBytes));
        const length = readSync(log, unread, 0, unread.length, parsedBytes);
        const end = unread.lastIndexOf('\n', length - 1) + 1;
        const lines = unread.toString('utf8', 0, end).split('\n').slice(0, -1);
        for (const line of lines) events.push(JSON.parse(line) as AuditEvent);
        parsedBytes += end;
      } finally {
        closeSync(log);
      }
      return [...events];
    },
  };
}

/** Runs a program to its end. */
export async function runCommand(binary: string, args: readonly string[], input?: string): Promise<CommandResult> {
  const child = spawn(binary, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A program that ends without reading its input is no error of ours: its code and message tell.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function postJson(url: string, body: object): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`POST ${url}: ${response.status} ${text}`);
  return JSON.parse(text);
}
