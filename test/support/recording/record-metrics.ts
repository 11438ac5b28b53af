import { record } from './recording.ts';

/** Adds what a gateway measures to the recording; nothing where it does not answer (any more). @param url of its graph */
export async function recordMetrics(url: string): Promise<void> {
  try {
    const answer = await fetch(new URL('/metrics', url), { signal: AbortSignal.timeout(1_000) });
    record('metrics', await answer.text());
  } catch {
    // It has ended, or is frozen: what it measured went with it.
  }
}
