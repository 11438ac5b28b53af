const maxBytes = 1024 * 1024;

/**
 * Reads a JSON object over HTTP, of at most 1 MB, without following redirects: where it is read from is what was checked.
 * @throws Error with words that repeat nothing of the answer
 */
export async function fetchDocument(address: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(address, { redirect: 'error', signal, headers: { accept: 'application/json' } });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`status ${response.status}`);
  }
  let text = '';
  const decoder = new TextDecoder();
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new Error('more than 1 MB');
    text += decoder.decode(chunk, { stream: true });
  }
  const document = parse(text);
  if (typeof document !== 'object' || document === null || Array.isArray(document)) throw new Error('no JSON object');
  return document as Readonly<Record<string, unknown>>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
