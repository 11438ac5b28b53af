import type { Row } from './kind-log.ts';
import { nameHash } from '../objects/random.ts';
import type { Filling } from './template.ts';

/** Pods of a Deployment. */
export const replicas = 3;
/** Deployments of a namespace. */
export const appsPerNamespace = 20;

/** The cluster that an object is in, as its names need it. */
export interface Home {
  /** From 0. */
  readonly index: number;
  /** How many it has. */
  readonly deployments: number;
}

/** Revisions begin here, so that they have four digits always. */
export const firstRevision = 1001;
/** Resource versions begin here, so that they have ten digits always. */
export const firstResourceVersion = 1_000_000_000;

export const environments = ['dev', 'qas', 'stg', 'pre', 'prd'] as const;
/** So many clusters hold the same tenants. */
const clustersPerTenant = 2;
const kinds = ['namespace', 'deployment', 'replicaSet', 'pod'] as const;

/** The names, uids and versions of an object. */
export function fillingOf(
  home: Home,
  row: Row,
  object: { readonly kind: (typeof kinds)[number]; readonly app: number },
): Filling {
  const { kind, app } = object;
  const { slot, revision } = row;
  const { tenant, environment } = placeOf(home, Math.floor(app / appsPerNamespace));
  const hash = hashOf(app, revision);
  return {
    uid: uidOf(home, kind, slot, revision),
    ownerUid:
      kind === 'pod'
        ? uidOf(home, 'replicaSet', replicaSetSlot(app, revision), revision)
        : uidOf(home, 'deployment', app, 0),
    namespace: `${tenant}-${environment}`,
    tenant,
    environment,
    app: `app-${digits(app % appsPerNamespace, 2)}`,
    hash,
    suffix: suffixOf(slot, revision),
    resourceVersion: String(row.resourceVersion),
    revision: String(revision),
    generation: revision,
    sequence: digits(row.sequence, 10),
    node: `node-${digits(slot % 100, 3)}`,
    ip: `10.${100 + (slot % 100)}.${100 + (Math.floor(slot / 100) % 100)}.${100 + (revision % 100)}`,
  };
}

/** Where the ReplicaSet of a revision is: that of the one before has the other place. */
export function replicaSetSlot(app: number, revision: number): number {
  return app * 2 + (revision % 2);
}

/** The tenant and the environment of a namespace, by its number in the cluster. */
function placeOf(
  { index, deployments }: Home,
  namespace: number,
): { readonly tenant: string; readonly environment: string } {
  const namespaces = Math.ceil(deployments / appsPerNamespace);
  const tenants = Math.ceil(namespaces / environments.length);
  const first = Math.floor(index / clustersPerTenant) * tenants;
  return {
    tenant: `tenant-${digits(first + Math.floor(namespace / environments.length), 5)}`,
    environment: environments[namespace % environments.length] ?? 'prd',
  };
}

/** A uid of its own for each object of a fleet. That of a Deployment stays through its revisions. */
function uidOf({ index }: Home, kind: (typeof kinds)[number], slot: number, revision: number): string {
  const which = kind === 'deployment' || kind === 'namespace' ? 0 : revision;
  const mixed = Math.imul(slot * 31 + which * 7919 + index * 104_729 + 1, 0x9e3779b1) >>> 0;
  const first = `${fourHex(mixed >>> 16)}${fourHex(mixed)}`;
  return `${first}-${fourHex(index)}-${fourHex(0x4000 + kinds.indexOf(kind))}-${fourHex(0x8000 + (which & 0xfff))}-00000000${fourHex(slot)}`;
}

const hexadecimal = Array.from({ length: 0x1_0000 }, (_, value) => value.toString(16).padStart(4, '0'));

/** The last four digits, of a table: uids are made by the hundred thousand. */
function fourHex(value: number): string {
  return hexadecimal[value & 0xffff] ?? '';
}

const hashes = new Map<number, string>();

/** Of a pod template, equal in all clusters that have the app. */
function hashOf(app: number, revision: number): string {
  const key = app * 10_000 + revision;
  const known = hashes.get(key);
  if (known !== undefined) return known;
  const hash = `${nameHash(`app ${app}, revision ${revision}`)}bbbbbbbbbb`.slice(0, 10);
  hashes.set(key, hash);
  return hash;
}

const letters = 'bcdfghjklmnpqrstvwxz2456789';

function suffixOf(slot: number, revision: number): string {
  let rest = Math.imul(slot + 1, 2654435761) ^ Math.imul(revision, 40503);
  rest >>>= 0;
  let text = '';
  for (let index = 0; index < 3; index += 1) {
    text += letters[rest % letters.length];
    rest = Math.floor(rest / letters.length);
  }
  // Its end tells the pods of a ReplicaSet apart, whatever the rest is.
  return text + letters[Math.floor(slot / letters.length) % letters.length] + letters[slot % letters.length];
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
