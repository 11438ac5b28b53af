/** One measured number of the goals' table. */
export interface Figure {
  /** 1…12, the row of the goals' table. */
  readonly goal: number;
  /** With the unit: 'nested query, CPU, × bare graphql-js'. */
  readonly name: string;
  /** As measured, in the unit that the name says. */
  readonly figure: number;
  /** Such as '≥ 5', '≤ 50 ms'. */
  readonly target: string;
  readonly met: boolean;
  /** What it was compared with: '1.02 ms against 5.4 ms'. */
  readonly detail?: string;
}

/** What a target makes of a figure: `{ goal, name, figure, ...atMost(1.1)(figure) }`. */
export type Target = (figure: number) => Pick<Figure, 'target' | 'met'>;

export const figuresMessage = 'figures';

/**
 * Tells figures: printed, and sent to the runner where there is one. A missed goal is no failure of the benchmark, which ends with
 * code 0; any other code says that what it told is not to be believed.
 */
export function tell(figures: readonly Figure[]): void {
  for (const figure of figures) console.log(lineOf(figure));
  process.send?.({ [figuresMessage]: figures });
}

/** @param unit such as 'ms', said in the target alone */
export function atLeast(least: number, unit?: string): Target {
  return (figure) => ({ target: withUnit(`≥ ${least}`, unit), met: figure >= least });
}

/** @param unit such as 'ms', said in the target alone */
export function atMost(most: number, unit?: string): Target {
  return (figure) => ({ target: withUnit(`≤ ${most}`, unit), met: figure <= most });
}

/** Three digits that mean something: 0.0123, 1.02, 14.3, 123456. */
export function rounded(figure: number): string {
  return Math.abs(figure) >= 100 ? String(Math.round(figure)) : String(Number(figure.toPrecision(3)));
}

function lineOf({ goal, name, figure, target, met, detail }: Figure): string {
  const verdict = met ? 'met' : 'MISSED';
  return `goal ${goal}: ${name}: ${rounded(figure)} (${target}: ${verdict})${detail === undefined ? '' : `; ${detail}`}`;
}

function withUnit(text: string, unit: string | undefined): string {
  return unit === undefined ? text : `${text} ${unit}`;
}
