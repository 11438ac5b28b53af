import type { LogLevel } from './log-line.ts';

const names: Readonly<Record<string, LogLevel>> = {
  trace: 'TRACE',
  verbose: 'TRACE',
  debug: 'DEBUG',
  info: 'INFO',
  information: 'INFO',
  notice: 'INFO',
  warn: 'WARN',
  warning: 'WARN',
  error: 'ERROR',
  err: 'ERROR',
  critical: 'FATAL',
  crit: 'FATAL',
  alert: 'FATAL',
  emerg: 'FATAL',
  fatal: 'FATAL',
  panic: 'FATAL',
};
/** pino's and bunyan's numbers. */
const numbers: Readonly<Record<string, LogLevel>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};
const klogLetters: Readonly<Record<string, LogLevel>> = { I: 'INFO', W: 'WARN', E: 'ERROR', F: 'FATAL' };

const json = /"(?:level|severity|lvl|log\.level|loglevel|@l)"\s*:\s*"?([A-Za-z]+|\d{2})\b/i;
/** @see https://github.com/kubernetes/klog: `I0301 12:30:00.000000       1 file.go:1] words` */
const klog = /^([IWEF])\d{4} \d\d:\d\d:\d\d/;
const logfmt = /(?:^|\s)(?:level|lvl|severity)="?([A-Za-z]+)/i;
/** What stands in front of a level in plain words: a moment, and the name of a thread or a logger in brackets. */
const front =
  /^[^A-Za-z]{0,40}(?:[TZ][^A-Za-z]{0,24}){0,2}(?:\[[\w.:/ -]{1,40}\]\s*)?(?=[A-Z])|^[^A-Za-z]{0,40}(?:[TZ][^A-Za-z]{0,24}){0,2}/;
/** `ERROR words`, `[warn] words`, `error: words`: as a word like any other it says nothing. */
const words = [/^([A-Z]{3,11})\b/, /^([A-Za-z]{3,11})[\])>]/, /^([A-Za-z]{3,11}):/];
/** The level is at the beginning of a line, or nowhere. */
const lookedAt = 1_024;

/** How grave a line says that it is: as JSON, as klog and logfmt write it, or in plain words; null where it does not say. */
export function levelOf(text: string): LogLevel | null {
  const start = text.slice(0, lookedAt);
  if (start.startsWith('{')) {
    const told = json.exec(start)?.[1]?.toLowerCase();
    return told === undefined ? null : (names[told] ?? numbers[told] ?? null);
  }
  const letter = klog.exec(start)?.[1];
  if (letter !== undefined) return klogLetters[letter] ?? null;
  const pair = logfmt.exec(start)?.[1];
  if (pair !== undefined) return names[pair.toLowerCase()] ?? null;
  const rest = start.slice(front.exec(start)?.[0].length ?? 0);
  for (const word of words) {
    const told = names[word.exec(rest)?.[1]?.toLowerCase() ?? ''];
    if (told !== undefined) return told;
  }
  return null;
}
