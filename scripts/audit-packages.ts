// `npm run audit:packages`: known weaknesses of the packages, by the registry's own word (`npm audit`). Fails where it knows one.
// Not every registry answers that: then this says so, and that nothing was looked at. The last line is always its verdict.
import { spawnSync } from 'node:child_process';
import { verdictOf } from './audit-verdict.ts';

const { stdout } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
const { lines, failed } = verdictOf(stdout ?? '');
for (const line of lines) console.log(line);
process.exitCode = failed ? 1 : 0;
