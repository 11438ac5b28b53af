import { Ajv } from 'ajv';
import type { FileProblem } from './file-problem.ts';
import { fail } from './result.ts';
import type { Result } from './result.ts';
import { schemaProblems } from './schema-problems.ts';
import type { FieldWords } from './schema-problems.ts';
import { withLines } from './shape-problem.ts';
import { whenNeeded } from './when-needed.ts';
import { parseYamlFile } from './yaml-text.ts';
import type { YamlText } from './yaml-text.ts';

export interface ShapedYamlOptions {
  /** The JSON Schema of the file. */
  readonly schema: object;
  /** What it cannot say. Default: nothing. */
  readonly words?: Partial<FieldWords>;
  /** What is told of a file that holds no fields at all. */
  readonly noFields: string;
}

/** Reads a file's text as YAML that fits a schema. `display`: the file's path as messages show it. */
export type ParseShapedYaml = (text: string, display: string) => Result<YamlText, readonly FileProblem[]>;

/** A parser of one kind of file, whose mistakes are told with their lines. */
export function createShapedYaml({ schema, words, noFields }: ShapedYamlOptions): ParseShapedYaml {
  // A gateway without such a file need not wait for it.
  const validator = whenNeeded(() =>
    new Ajv({ allErrors: true, verbose: true, strict: true, strictRequired: false }).compile(schema),
  );
  const allWords: FieldWords = {
    rules: () => [],
    form: () => null,
    key: () => 'Is not the name of a field.',
    whyNeeded: () => null,
    isSecret: () => false,
    ...words,
  };
  return (text, display) => {
    const parsed = parseYamlFile(text, display);
    if (!parsed.ok) return parsed;
    const yaml = parsed.value;
    if (typeof yaml.value !== 'object' || yaml.value === null || Array.isArray(yaml.value)) {
      return fail(withLines([{ path: [], part: 'value', message: noFields }], yaml, display));
    }
    const validate = validator();
    if (validate(yaml.value)) return parsed;
    return fail(withLines(schemaProblems(validate.errors ?? [], schema, allWords), yaml, display));
  };
}
