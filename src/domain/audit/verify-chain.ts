import type { AuditLink, ChainPoint } from './audit-log.ts';
import { chainStart, contentHash } from './audit-chain.ts';

/** A record of the chain, with its time as it has it. */
export interface ChainPlace extends ChainPoint {
  /** RFC 3339. */
  readonly at: string;
}

/** What the chain has to hold besides fitting together. */
export interface Expectation extends ChainPoint {
  /** Who says so, in words. */
  readonly source: string;
}

export interface VerifyOptions {
  /** Whether it has to begin with the first record of all; an export may begin later. */
  readonly fromStart: boolean;
  readonly expected: readonly Expectation[];
}

export interface ChainReport {
  /** How many records fit together, up to the fault where there is one. */
  readonly count: number;
  readonly first: ChainPlace | null;
  readonly last: ChainPlace | null;
  /** The first record that does not fit; null where all do. */
  readonly fault: { readonly sequence: number; readonly message: string } | null;
}

/** Walks a chain, in the order in which it is given, up to the first record that does not fit. Holds one link at a time. */
export async function verifyChain(
  links: AsyncIterable<AuditLink>,
  { fromStart, expected }: VerifyOptions,
): Promise<ChainReport> {
  let count = 0;
  let first: ChainPlace | null = null;
  let last: ChainPlace | null = null;
  const report = (sequence: number, message: string): ChainReport => ({
    count,
    first,
    last,
    fault: { sequence, message },
  });
  for await (const link of links) {
    const message = faultOf(link, last, fromStart) ?? unexpected(link, expected);
    if (message !== null) return report(link.sequence, message);
    const { at } = JSON.parse(link.content) as { readonly at: string };
    last = { sequence: link.sequence, hash: link.hash, at };
    first ??= last;
    count += 1;
  }
  const end = last?.sequence ?? 0;
  const begin = first?.sequence ?? 1;
  for (const { sequence, source } of expected) {
    if (sequence > end) {
      const missing = sequence === end + 1 ? `record ${sequence}` : `records ${end + 1} to ${sequence}`;
      return report(end + 1, `the chain ends before it, but ${source} knows record ${sequence}: ${missing} removed`);
    }
    if (sequence > 0 && sequence < begin) {
      return report(sequence, `the chain begins behind it, so that nothing can be said of what ${source} knows`);
    }
  }
  return { count, first, last, fault: null };
}

function faultOf(link: AuditLink, last: ChainPlace | null, fromStart: boolean): string | null {
  const { sequence, hash, content, altered } = link;
  if (sequence < 1) return 'it was inserted: the first record of a chain is record 1';
  if (last === null && fromStart && sequence !== 1) {
    return `the chain begins with it: ${sequence === 2 ? 'record 1 was' : `records 1 to ${sequence - 1} were`} removed`;
  }
  if (last !== null && sequence > last.sequence + 1) {
    const [from, to] = [last.sequence + 1, sequence - 1];
    return `it comes right behind record ${last.sequence}: ${from === to ? `record ${from} was` : `records ${from} to ${to} were`} removed or moved`;
  }
  if (last !== null && sequence <= last.sequence) {
    return `it comes behind record ${last.sequence}: it was inserted, or the order was changed`;
  }
  if (contentHash(content) !== hash) return 'it was altered: its content does not have its hash';
  const own = ownPlace(content);
  if (own === null) return 'it was altered: its content is no audit record';
  if (own.sequence !== sequence) return `it was moved: its content is that of record ${own.sequence}`;
  if (last === null && sequence === 1 && own.previousHash !== chainStart) {
    return 'it was altered, or records before it were removed: the first record follows none';
  }
  if (last !== null && own.previousHash !== last.hash) {
    return `it does not follow record ${last.sequence}: one of the two was altered, and its hash with it`;
  }
  if (altered.length > 0) {
    return `it was altered: ${altered.join(', ')} beside the record ${altered.length === 1 ? 'says' : 'say'} something else than the record itself`;
  }
  return null;
}

function unexpected({ sequence, hash }: AuditLink, expected: readonly Expectation[]): string | null {
  const broken = expected.find((point) => point.sequence === sequence && point.hash !== hash);
  if (broken === undefined) return null;
  return `its hash is not the one that ${broken.source} knows: the chain was written anew up to it, or behind it`;
}

function ownPlace(content: string): { readonly sequence: number; readonly previousHash: string } | null {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { sequence, previousHash, at } = value as Readonly<Record<string, unknown>>;
  if (typeof sequence !== 'number' || typeof previousHash !== 'string' || typeof at !== 'string') return null;
  return { sequence, previousHash };
}
