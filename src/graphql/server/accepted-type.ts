/** The two media types that an answer over HTTP can have. */
export type AnswerType = 'application/json' | 'application/graphql-response+json';

const answerTypes: readonly AnswerType[] = ['application/json', 'application/graphql-response+json'];

interface Range {
  readonly type: string;
  readonly quality: number;
}

function readRanges(accept: string): readonly Range[] {
  return accept.split(',', 50).map((part) => {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    return { type, quality: Number(quality) || 0 };
  });
}

/** The media type that an Accept header prefers (RFC 9110, 12.5.1); none: `application/json`; null: neither will do. */
export function acceptedType(accept: string | undefined): AnswerType | null {
  // What nearly everyone sends.
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return 'application/json';
  if (accept.trim() === '') return 'application/json';
  const ranges = readRanges(accept);
  let best: { readonly type: AnswerType; readonly quality: number; readonly position: number } | null = null;
  for (const type of answerTypes) {
    const position = [type, 'application/*', '*/*']
      .map((name) => ranges.findIndex((range) => range.type === name))
      .find((at) => at >= 0);
    const range = position === undefined ? undefined : ranges[position];
    if (position === undefined || !range || range.quality <= 0) continue;
    if (!best || range.quality > best.quality || (range.quality === best.quality && position < best.position)) {
      best = { type, quality: range.quality, position };
    }
  }
  return best?.type ?? null;
}

/** Whether an Accept header names this media type itself, as browsers do with text/html and clients with text/event-stream. */
export function names(accept: string | undefined, type: string): boolean {
  return accept !== undefined && readRanges(accept).some((range) => range.type === type && range.quality > 0);
}
