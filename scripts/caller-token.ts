// `npm run callers:token -- NAME`: a new token, printed once, and the entry of the callers' file that lets its caller in.
import { randomBytes } from 'node:crypto';
import { stringify } from 'yaml';
import { hashToken, newToken } from '../src/auth/caller-token.ts';
import { checkCallersShape } from '../src/auth/callers-shape.ts';

const [name, ...more] = process.argv.slice(2);
if (name === undefined || name.startsWith('-') || more.length > 0) {
  console.error('Say whose token it is: npm run callers:token -- NAME');
  process.exit(2);
}

const token = newToken(randomBytes);
const entry = { name, kind: 'USER', roles: ['developer'], tokenHash: hashToken(token) };
const [mistake] = checkCallersShape({ callers: [entry] });
if (mistake !== undefined) {
  console.error(`${mistake.path.at(-1)}: ${mistake.message}`);
  process.exit(2);
}

const lines = stringify([entry], { collectionStyle: 'any', lineWidth: 0, flowCollectionPadding: false })
  .trimEnd()
  .split('\n');
console.log(`The token, shown this once and stored nowhere. Only ${name} should have it:

  ${token}

The entry for the list callers of the file that TENANTRY_CALLERS names (kind: TOKEN for a script or a pipeline):

${lines.map((line) => `  ${line}`).join('\n')}
`);
