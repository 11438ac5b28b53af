import type { LiveWorkload } from '../clusters/workload-writer.ts';
import type { Json } from '../../lib/json.ts';
import { isJsonObject, valueAt } from './field-path.ts';
import type { WrittenChange } from './journal.ts';

/** Under which Tenantry changes objects. */
const fieldManager = 'tenantry';

/**
 * A change as the cluster answered it. When it was MADE is taken from the cluster (`managedFields`), as evidence of what
 * follows is told by the cluster's clock too. FOUND: written by an earlier attempt. ALREADY: there before, nothing written.
 */
export function writtenChange(
  { raw, workload }: LiveWorkload,
  how: 'MADE' | 'FOUND' | 'ALREADY',
  now: number,
): WrittenChange {
  const { generation } = workload.meta;
  if (how === 'ALREADY') return { generation, at: 0, skewMs: 0 };
  const entries = valueAt(raw, ['metadata', 'managedFields']);
  const times = (Array.isArray(entries) ? (entries as readonly Json[]) : [])
    .filter((entry) => isJsonObject(entry) && entry['manager'] === fieldManager && entry['subresource'] === undefined)
    .map((entry) => Date.parse(String(valueAt(entry, ['time']))))
    .filter((time) => Number.isFinite(time));
  if (times.length === 0) return { generation, at: now, skewMs: 0 };
  const at = Math.max(...times);
  // Told in whole seconds: a small difference is none.
  const skewMs = how === 'MADE' && Math.abs(at - now) >= 2_000 ? at - now : 0;
  return { generation, at, skewMs };
}
