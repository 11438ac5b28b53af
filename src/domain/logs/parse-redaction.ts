import schema from '../../../observability/log-redaction.schema.json' with { type: 'json' };
import type { FileProblem } from '../../lib/file-problem.ts';
import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { createShapedYaml } from '../../lib/shaped-yaml.ts';
import { PatternError } from './pattern.ts';
import { createRedaction } from './redaction.ts';
import type { RedactionRule } from './redaction.ts';

const parse = createShapedYaml({
  schema,
  noFields: 'A file of redaction rules holds a field rules with a list. Write, for none: rules: []',
});

/**
 * Checks the text of a file of redaction rules against `observability/log-redaction.schema.json`.
 * Each rule of what it answers can be used.
 * @param display the file's path as messages show it
 */
export function parseRedaction(
  text: string,
  display: string,
): Result<readonly RedactionRule[], readonly FileProblem[]> {
  const parsed = parse(text, display);
  if (!parsed.ok) return parsed;
  const { rules } = parsed.value.value as unknown as { readonly rules: readonly RedactionRule[] };
  const problems = rules.flatMap((rule, index): readonly FileProblem[] => {
    try {
      createRedaction([rule]);
      return [];
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      const field = `rules.${index}.pattern`;
      const line = parsed.value.lineOf(['rules', index, 'pattern']);
      return [{ file: display, line, field, message: `Is no RE2 pattern: ${error.message}.` }];
    }
  });
  return problems.length > 0 ? fail(problems) : succeed(rules);
}
