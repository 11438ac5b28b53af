import { parser } from '@prometheus-io/lezer-promql';
import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { quotedString } from './promql-text.ts';

/** A condition on a label, as a selector has it between its braces. */
export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '=~';
  readonly value: string;
}

/** What a declared expression becomes when it is asked. */
export interface Rendering {
  /** Put into every selector. */
  readonly matchers: readonly Matcher[];
  /** Labels that the backend calls otherwise: their names in the expression → its own. */
  readonly labels: ReadonlyMap<string, string>;
  /** What `$window` stands for, in seconds. */
  readonly windowSeconds: number;
}

/** A PromQL expression that was parsed once, and is written out anew for each scope. */
export interface PromqlExpression {
  /** Its selectors, as they stand in it. */
  readonly selectors: readonly string[];
  /** With every selector narrowed. Nothing of the expression itself is pasted together: all goes by what the parser found where. */
  render(rendering: Rendering): string;
}

/** Why a text is no such expression. */
export interface PromqlFailure {
  /** Where in the text, from 0. */
  readonly at: number;
  readonly message: string;
}

const hole = '$window';
/** Stands in the hole's place while the text is parsed: a duration of the same length. */
const placeholder = '999999s';

type Edit =
  | { readonly type: 'MATCHERS'; readonly at: number; readonly form: 'BRACES' | 'FIRST' | 'ONLY' }
  | { readonly type: 'LABEL'; readonly at: number; readonly name: string }
  | { readonly type: 'WINDOW'; readonly at: number };

/** Parses an expression that yields an instant vector and has a selector. */
export function parsePromql(text: string): Result<PromqlExpression, PromqlFailure> {
  const parsed = text.replaceAll(hole, placeholder);
  const holes = new Set([...text.matchAll(/\$window/g)].map(({ index }) => index));
  const edits: Edit[] = [];
  const selectors: string[] = [];
  let failure: PromqlFailure | null = null;
  const refuse = (at: number, message: string) => (failure ??= { at, message });
  const tree = parser.parse(parsed);
  tree.iterate({
    enter({ name, from, to, node, type }) {
      if (type.isError) {
        refuse(from, `Is no PromQL from here on: ${JSON.stringify(text.slice(from, from + 40))}.`);
        return;
      }
      if (name.startsWith('NumberDurationLiteral') && holes.delete(from)) edits.push({ type: 'WINDOW', at: from });
      if (name === 'LabelName') edits.push({ type: 'LABEL', at: from, name: text.slice(from, to) });
      if (name !== 'VectorSelector') return;
      selectors.push(text.slice(from, to));
      const braces = node.getChild('LabelMatchers');
      if (braces === null) edits.push({ type: 'MATCHERS', at: to, form: 'BRACES' });
      else edits.push({ type: 'MATCHERS', at: braces.from + 1, form: braces.firstChild === null ? 'ONLY' : 'FIRST' });
    },
  });
  const [stray] = holes;
  if (stray !== undefined) refuse(stray, `${hole} stands for a duration, as in rate(requests_total[${hole}]).`);
  const top = tree.topNode.firstChild;
  if (top?.name === 'MatrixSelector' || top?.name === 'SubqueryExpr') {
    refuse(top.from, 'Yields ranges. Put a function around it, such as rate(…) or max_over_time(…).');
  }
  if (selectors.length === 0)
    refuse(0, 'Selects no series, so that nothing would hold it to its scope. Name a metric.');
  if (failure !== null) return fail(failure);
  edits.sort((a, b) => a.at - b.at);
  return succeed({ selectors, render: (rendering) => renderEdits(text, edits, rendering) });
}

function renderEdits(text: string, edits: readonly Edit[], { matchers, labels, windowSeconds }: Rendering): string {
  const conditions = matchers
    .map(({ label, operator, value }) => `${label}${operator}${quotedString(value)}`)
    .join(',');
  let result = '';
  let done = 0;
  for (const edit of edits) {
    result += text.slice(done, edit.at);
    done = edit.at;
    switch (edit.type) {
      case 'WINDOW':
        result += `${windowSeconds}s`;
        done += hole.length;
        break;
      case 'LABEL':
        result += labels.get(edit.name) ?? edit.name;
        done += edit.name.length;
        break;
      case 'MATCHERS':
        result += matchersIn(edit.form, conditions);
    }
  }
  return result + text.slice(done);
}

function matchersIn(form: 'BRACES' | 'FIRST' | 'ONLY', conditions: string): string {
  if (conditions === '') return '';
  if (form === 'BRACES') return `{${conditions}}`;
  return form === 'FIRST' ? `${conditions},` : conditions;
}
