import { hash as hashOf } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { NumberSeal } from '../../lib/number-seal.ts';
import { decodeCursor, encodeCursor } from '../paging/cursor.ts';
import { ArgumentError } from '../fleet/fleet.ts';
import { appText } from '../fleet/key-text.ts';
import type { AppKey } from '../fleet/keys.ts';
import type { Rollout, RolloutPhase } from './rollout.ts';

/** How long a cursor of the rollout stream is good for. */
export const cursorKeepMs = 60 * 60 * 1000;

/** What a reader of the stream was told last: enough to go on behind it, and to tell whether something may be lost in between. */
export interface RolloutPosition {
  readonly rolloutKey: string;
  readonly phase: RolloutPhase;
  /** When it was told; milliseconds since the epoch. */
  readonly at: number;
  /** Up to which entry of the log it is told. */
  readonly sequence: number;
  /** Of everything that shows in the event, so that the same is not told twice. */
  readonly signature: string;
  /** Each workload's spec at that moment: see `generationsOf`. */
  readonly generations: string;
}

const shape = ['', '', 0, '', '', ''];
const phases: readonly RolloutPhase[] = ['PENDING', 'PROGRESSING', 'PAUSED', 'SUCCEEDED', 'FAILED'];

/** @param seal of the sequence: plain, it would tell each reader how many rollouts of others have ended */
export function encodePosition(app: AppKey, position: RolloutPosition, seal: NumberSeal): string {
  const { rolloutKey, phase, at, sequence, signature, generations } = position;
  return encodeCursor(scopeOf(app), [rolloutKey, phase, at, seal.seal(sequence), signature, generations]);
}

/** @throws ArgumentError INVALID for no cursor of this app's stream, CURSOR_EXPIRED for one that is more than an hour old. */
export function decodePosition(app: AppKey, cursor: string, now: number, seal: NumberSeal): RolloutPosition {
  const [rolloutKey, phaseText, at, sealed, signature, generations] = decodeCursor(scopeOf(app), shape, cursor);
  const phase = phases.find((known) => known === phaseText);
  const sequence = seal.open(String(sealed));
  if (phase === undefined || sequence === null) {
    throw new ArgumentError('INVALID', 'The cursor is not one that this stream gave out. Subscribe without `after`.');
  }
  if (now - Number(at) > cursorKeepMs) {
    throw new ArgumentError(
      'CURSOR_EXPIRED',
      'The cursor is more than an hour old: what happened since cannot all be told. Subscribe without `after` for the present state.',
    );
  }
  return {
    rolloutKey: String(rolloutKey),
    phase,
    at: Number(at),
    sequence,
    signature: String(signature),
    generations: String(generations),
  };
}

/** One stream for each app: the cursor of one is not one of another. */
function scopeOf(app: AppKey): string {
  return `rollout ${lastingHash(appText(app))}`;
}

/** Equal exactly where a reader would see no difference. */
export function signatureOf(rollout: Rollout): string {
  const { key, phase, message, replicas, operationId, image } = rollout;
  const instances = rollout.instances.map((one) => [
    one.cluster.id,
    one.phase,
    one.message,
    one.revision,
    one.image,
    ...Object.values(one.replicas),
    one.cluster.state.gap?.reason ?? null,
  ]);
  return hash(JSON.stringify([key, phase, message, ...Object.values(replicas), operationId, image, instances]));
}

/** The generation of each workload, by what its cluster and uid hash to: it counts the changes of its spec. */
export function generationsOf(rollout: Pick<Rollout, 'app'>): string {
  return rollout.app.instances
    .map(({ cluster, workload }) => `${lastingHash(`${cluster.id} ${workload.meta.uid}`)}:${workload.meta.generation}`)
    .sort()
    .join(' ');
}

/**
 * Whether at most one change lies between two moments in each workload, so that nothing can have begun and ended in between.
 * Workloads that came or went explain nothing.
 */
export function isOneStep(before: string, after: string): boolean {
  const generations = new Map(before.split(' ').map((part) => [part.split(':')[0], Number(part.split(':')[1])]));
  const now = after.split(' ');
  return (
    now.length === generations.size &&
    now.every((part) => {
      const [workload, generation] = part.split(':');
      const then = generations.get(workload);
      return then !== undefined && Number(generation) - then <= 1 && Number(generation) >= then;
    })
  );
}

/** Of names that each event of an app comes with: a hash is much of what an event costs. */
const lasting = new LRUCache<string, string>({ max: 4_096 });

function lastingHash(text: string): string {
  let known = lasting.get(text);
  if (known === undefined) lasting.set(text, (known = hash(text)));
  return known;
}

function hash(text: string): string {
  return hashOf('sha256', text, 'base64url').slice(0, 12);
}
