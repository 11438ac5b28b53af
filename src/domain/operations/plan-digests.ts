import { createHash, createHmac } from 'node:crypto';
import { canonicalJson } from '../../lib/canonical-json.ts';
import type { StepWork } from './journal.ts';

/** Digests of plans. They are shown, and what is planned may be secret: without the key nobody finds a value by trying. */
export interface PlanDigests {
  /** HMAC-SHA-256 (hex) over the targets' uids and the before and after of the fields that are set. */
  of(work: readonly StepWork[]): string;
  /** Whether it is that work's digest; also one from before digests had a key (SHA-256 over the same), which journals may hold still. */
  isOf(work: readonly StepWork[], digest: string): boolean;
}

/** @param key of all gateways that work on one journal, and of no other; it outlives them, as the digests do */
export function createPlanDigests(key: string): PlanDigests {
  const of = (content: string): string => createHmac('sha256', key).update(content).digest('hex');
  return {
    of: (work) => of(contentOf(work)),
    isOf(work, digest) {
      const content = contentOf(work);
      return digest === of(content) || digest === createHash('sha256').update(content).digest('hex');
    },
  };
}

function contentOf(work: readonly StepWork[]): string {
  const targets = work
    .map(({ uid, changes }) => ({
      uid,
      changes: changes.map(({ path, before, after }) => [path, before ?? null, after ?? null]),
    }))
    .sort((a, b) => (a.uid < b.uid ? -1 : 1));
  return canonicalJson(targets);
}
