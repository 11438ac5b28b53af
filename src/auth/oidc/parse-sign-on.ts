import { Ajv } from 'ajv';
import schema from '../../../clusters/sign-on.schema.json' with { type: 'json' };
import type { FileProblem } from '../../lib/file-problem.ts';
import { fail, succeed } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import { schemaProblems } from '../../lib/schema-problems.ts';
import type { FieldWords } from '../../lib/schema-problems.ts';
import { withLines } from '../../lib/shape-problem.ts';
import type { ShapeProblem } from '../../lib/shape-problem.ts';
import { whenNeeded } from '../../lib/when-needed.ts';
import { parseYamlFile } from '../../lib/yaml-text.ts';
import { isHttpsOrLoopback } from './provider-url.ts';
import type { IssuerSettings, SignOnSettings } from './sign-on-settings.ts';

/** A valid file's content: the form of `clusters/sign-on.schema.json`. */
interface SignOnFileContent {
  readonly issuers: readonly (Pick<IssuerSettings, 'name' | 'url' | 'audiences'> & Partial<IssuerSettings>)[];
  readonly login?: {
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecretFile?: string;
    readonly scopes?: readonly string[];
    readonly sessionMinutes?: number;
    readonly sessionKeyFile?: string;
  };
}

/** What a sign-on file is as a file. */
export const signOnFileForm = { called: 'a sign-on file', maxBytes: 64 * 1024 };

const defaults = {
  algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'],
  groupsClaim: 'groups',
  nameClaim: null,
  clockLeewaySeconds: 30,
} as const satisfies Partial<IssuerSettings>;
const defaultScopes = ['openid', 'profile'];
const defaultSessionMinutes = 60;
/** Of a session key's text: 32 random bytes in base64 have 44 characters. */
const fewestKeyCharacters = 43;

const validator = whenNeeded(() =>
  new Ajv({ allErrors: true, verbose: true, strict: true, strictRequired: false }).compile(schema),
);

const words: FieldWords = {
  rules: () => [],
  form: () => null,
  key: () => 'Is not the name of a field.',
  whyNeeded: (field) => (field === 'audiences' ? 'without it tokens for other services would be good here, too' : null),
  isSecret: () => false,
};

/**
 * Reads and checks the text of a sign-on file.
 * @param display the file's path as messages show it
 * @param readSecret reads a file that this one names; null where it cannot be read
 */
export function parseSignOn(
  text: string,
  display: string,
  readSecret: (path: string) => string | null,
): Result<SignOnSettings, readonly FileProblem[]> {
  const parsed = parseYamlFile(text, display);
  if (!parsed.ok) return parsed;
  const yaml = parsed.value;
  const refuse = (problems: readonly ShapeProblem[]) => fail(withLines(problems, yaml, display));
  if (typeof yaml.value !== 'object' || yaml.value === null || Array.isArray(yaml.value)) {
    const message = 'A sign-on file holds a field issuers with a list, as docs/platform-operator.md describes it.';
    return refuse([{ path: [], part: 'value', message }]);
  }
  const validate = validator();
  if (!validate(yaml.value)) return refuse(schemaProblems(validate.errors ?? [], schema, words));
  const content = yaml.value as unknown as SignOnFileContent;
  const issuers = content.issuers.map((issuer) => ({ ...defaults, ...issuer }));
  const mistakes = [...doubles(content), ...unsafeUrls(content)];
  const login = readLogin(content, issuers, readSecret, mistakes);
  return mistakes.length > 0 ? refuse(mistakes) : succeed({ issuers, login });
}

function readLogin(
  { login }: SignOnFileContent,
  issuers: readonly IssuerSettings[],
  readSecret: (path: string) => string | null,
  mistakes: ShapeProblem[],
): SignOnSettings['login'] {
  if (login === undefined) return null;
  const mistaken = (field: string, message: string): void => {
    mistakes.push({ path: ['login', field], part: 'value', message });
  };
  const secretOf = (field: 'clientSecretFile' | 'sessionKeyFile', fewest: number): string | null => {
    const path = login[field];
    if (path === undefined) return null;
    const secret = readSecret(path)?.trim() ?? '';
    if (secret === '') mistaken(field, 'Cannot be read, or is empty. Let the gateway’s user read it.');
    else if (secret.length < fewest) {
      mistaken(field, 'Holds too little to be a key. Make one: openssl rand -base64 32');
    }
    return secret;
  };
  const issuer = issuers.find(({ name }) => name === login.issuer);
  if (issuer === undefined) {
    mistaken('issuer', `Is none of the issuers. Write one of: ${issuers.map(({ name }) => name).join(', ')}`);
  }
  const scopes = login.scopes ?? defaultScopes;
  if (!scopes.includes('openid'))
    mistaken('scopes', 'Lacks openid, without which nobody is told who signs on. Add it.');
  const clientSecret = secretOf('clientSecretFile', 1);
  const sessionSecret = secretOf('sessionKeyFile', fewestKeyCharacters);
  if (issuer === undefined) return null;
  const { clientId, sessionMinutes = defaultSessionMinutes } = login;
  return { issuer, clientId, clientSecret, scopes, sessionMinutes, sessionSecret };
}

function doubles({ issuers }: SignOnFileContent): ShapeProblem[] {
  return (['name', 'url'] as const).flatMap((field) =>
    issuers.flatMap((issuer, index) => {
      const first = issuers.findIndex((other) => other[field] === issuer[field]);
      if (first === index) return [];
      const message = `Is the ${field} of another issuer, too (issuers.${first}). Tokens could not be told apart: remove one.`;
      return [{ path: ['issuers', String(index), field], part: 'value' as const, message }];
    }),
  );
}

function unsafeUrls({ issuers }: SignOnFileContent): ShapeProblem[] {
  return issuers.flatMap(({ url }, index) => {
    if (URL.canParse(url) && isHttpsOrLoopback(new URL(url))) return [];
    const message =
      'Has to be https: over http anybody in between could give keys of their own. Only a loopback address may be http.';
    return [{ path: ['issuers', String(index), 'url'], part: 'value' as const, message }];
  });
}
