import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'stages');

/**
 * The kwok configuration that plays the kubelet: all files of test/support/stages in one. A line `@include NAME` stands
 * for the lines of `parts/NAME.tpl`, with its indentation: kwok's templates cannot share parts.
 */
export function kwokStages(): string {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  return files.map((name) => expand(readFileSync(join(folder, name), 'utf8'))).join('\n---\n');
}

function expand(text: string): string {
  return text.replaceAll(/^( *)@include ([a-z-]+)$/gm, (_line, indentation: string, name: string) =>
    expand(readFileSync(join(folder, 'parts', `${name}.tpl`), 'utf8').trimEnd())
      .split('\n')
      .map((line) => indentation + line)
      .join('\n'),
  );
}
