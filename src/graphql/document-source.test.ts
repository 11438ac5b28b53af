import { getLocation, GraphQLError, parse, Source } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DocumentSource } from './document-source.ts';

describe('places in a document', () => {
  it.each(['{ a }', '{\n  a\n}', '{\r\n  a\r}', '\n\n\r\n\r\r{ a }\n', '{ a } # \u{1f600}\n{ b }'])(
    'are where graphql-js finds them: %j',
    (text) => {
      const source = new DocumentSource(text);
      source.hide();
      for (let position = 0; position < text.length; position += 1) {
        // Between the two halves of a line break nothing stands.
        if (text.slice(position - 1, position + 1) === '\r\n') continue;
        expect(source.locate(position)).toEqual(getLocation(new Source(text), position));
      }
    },
  );

  it.each([
    ['{ a }', 1],
    ['\n\r\n\r', 4],
  ])('are on as many lines as %j has', (text, lines) => {
    const source = new DocumentSource(text);
    expect([source.isLongerThan(lines - 1), source.isLongerThan(lines)]).toEqual([true, false]);
  });

  it('are not looked for when an error is made', () => {
    const source = new DocumentSource('{\n  a\n}');
    const document = parse(source);
    source.hide();
    const error = new GraphQLError('Wrong', { nodes: document.definitions });
    expect([error.source, error.positions, String(error)]).toEqual([source, [0], expect.stringContaining('Wrong')]);
    expect(error.source?.body).toBe('');
  });
});
