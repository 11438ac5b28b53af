import { LRUCache } from 'lru-cache';
import type { AppKey } from '../fleet/keys.ts';
import { appText } from './operation-queue.ts';
import type { Operation } from './operation.ts';

/** Which operation last set a template on an app, as far as it is remembered: what rollouts ask without waiting. */
export interface TemplateMemory {
  /** Takes note of an operation's present state. Operations come oldest first. */
  note(operation: Operation): void;
  newest(app: AppKey, templateDigest: string): Operation | null;
}

const mostTemplates = 20_000;

export function createTemplateMemory(): TemplateMemory {
  const known = new LRUCache<string, Operation>({ max: mostTemplates });
  const keyOf = (app: AppKey, digest: string) => `${digest} ${appText(app)}`;
  return {
    note(operation) {
      for (const { templateDigest } of operation.steps) {
        if (templateDigest === null) continue;
        const key = keyOf(operation.target, templateDigest);
        const newest = known.get(key);
        if (newest === undefined || newest.id === operation.id || newest.createdAt <= operation.createdAt) {
          // The plan can be large, and nobody asks for it here.
          known.set(key, { ...operation, plan: null });
        }
      }
    },
    newest: (app, templateDigest) => known.get(keyOf(app, templateDigest)) ?? null,
  };
}
