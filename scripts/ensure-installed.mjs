// Runs before `npm start`, `npm test` and `npm run dev`, under whatever Node the machine has (20 or newer):
// in a fresh clone it installs the locked dependencies, which bring the Node that everything else runs on.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const marker = join(root, 'node_modules', '.package-lock.json');
const lock = join(root, 'package-lock.json');
const runtime = join(root, 'node_modules', '.bin', 'node');

const installed =
  existsSync(marker) && existsSync(runtime) && statSync(marker).mtimeMs + 1000 >= statSync(lock).mtimeMs;

if (!installed) {
  console.log('Installing dependencies (npm ci) …');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) {
    console.error(
      'npm ci failed. Mend what it says above (a network, a proxy, a full disk), then run the command again.',
    );
    process.exit(result.status ?? 1);
  }
}
