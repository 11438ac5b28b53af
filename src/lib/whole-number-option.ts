/**
 * The value of an option of a command line.
 * @throws Error whose message says how the option is written
 */
export function wholeNumberOption(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new Error(`--${option} is a whole number from ${least} to ${most}, not ${JSON.stringify(text)}.`);
}
