import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatProblem } from '../../lib/file-problem.ts';
import { kubeconfigText } from './kubeconfig.fixture.ts';
import { readClusterFile } from './read-cluster-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenantry-cluster-file-'));
  writeFileSync(join(folder, 'eu.kubeconfig'), kubeconfigText({ contexts: ['eu-1', 'eu-2'] }));
  writeFileSync(join(folder, 'no-current.kubeconfig'), kubeconfigText({ contexts: ['eu-1', 'eu-2'], current: null }));
  writeFileSync(join(folder, 'lost-current.kubeconfig'), kubeconfigText({ contexts: ['eu-1'], current: 'gone' }));
  writeFileSync(join(folder, 'insecure.kubeconfig'), kubeconfigText({ contexts: ['eu-1'], insecure: true }));
  writeFileSync(join(folder, 'broken.kubeconfig'), 'contexts: [\n');
  writeFileSync(join(folder, 'empty.kubeconfig'), 'apiVersion: v1\n');
  writeFileSync(
    join(folder, 'dangling.kubeconfig'),
    `clusters: [{ name: a, cluster: { server: "https://x" } }, { name: b, cluster: {} }]
users: [{ name: u, user: { token: hunter2 } }]
contexts:
  - { name: no-cluster, context: { cluster: z, user: u } }
  - { name: no-user, context: { cluster: a, user: v } }
  - { name: no-server, context: { cluster: b, user: u } }
`,
  );
  writeFileSync(join(folder, 'token'), 'hunter2');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function read(text: string) {
  const path = join(folder, 'x.yaml');
  writeFileSync(path, text);
  return readClusterFile(path, 'clusters/x.yaml');
}

async function problems(text: string): Promise<readonly string[]> {
  const outcome = await read(text);
  return outcome.ok ? [] : outcome.failure.map((problem) => formatProblem(problem).replaceAll(folder, 'DIR'));
}

it.each([
  ['name: eu-1\nlabels: { region: eu }\nkubeconfig: ./gone.kubeconfig\n', 3],
  ['kubeconfig: eu.kubeconfig\nlabels: [eu]\nname: eu-1\n', 2],
])('tells of what is wrong in the same line when it is read again', async (text, line) => {
  const first = await read(text);
  const again = await read(text);
  expect(again).toEqual(first);
  expect(again.ok ? [] : again.failure.map((problem) => problem.line)).toEqual([line]);
});

describe('a valid cluster file', () => {
  it('may say everything', async () => {
    const outcome = await read(`name: eu-1
labels: { region: eu, tier: prod }
kubeconfig: ./eu.kubeconfig
context: eu-1
tenants: ["*"]
adopt:
  labels: { tenant: customer, environment: environment, app: app.kubernetes.io/name }
  assign: { payments: acme/prod }
  namespaces: "{tenant}-{environment}"
  environments: [dev, staging, prod]
  hide: ["kube-*"]
`);
    expect(outcome.ok && outcome.value.definition).toEqual({
      name: 'eu-1',
      labels: { region: 'eu', tier: 'prod' },
      connection: { type: 'kubeconfig', path: join(folder, 'eu.kubeconfig'), context: 'eu-1' },
      tenants: ['*'],
      adopt: {
        labels: { tenant: 'customer', environment: 'environment', app: 'app.kubernetes.io/name' },
        assign: { payments: 'acme/prod' },
        namespaces: '{tenant}-{environment}',
        environments: ['dev', 'staging', 'prod'],
        hide: ['kube-*'],
      },
      origin: 'clusters/x.yaml',
    });
  });

  it.each([
    ['kubeconfig: eu.kubeconfig', { type: 'kubeconfig', path: 'DIR/eu.kubeconfig' }],
    ['inCluster: true', { type: 'inCluster' }],
    [
      'server: https://eu.example.com:6443\ntokenFile: ./token',
      { type: 'server', server: 'https://eu.example.com:6443', tokenFile: 'DIR/token' },
    ],
    [
      'server: "https://[2001:db8::1]:6443/k8s/clusters/c-1"\ntokenFile: ./token\ncaFile: ./token',
      {
        type: 'server',
        server: 'https://[2001:db8::1]:6443/k8s/clusters/c-1',
        tokenFile: 'DIR/token',
        caFile: 'DIR/token',
      },
    ],
    ['server: http://127.0.0.1:8001', { type: 'server', server: 'http://127.0.0.1:8001' }],
  ])('may say no more than its name and %j', async (connection, expected) => {
    const outcome = await read(`name: eu-1\n${connection}\n`);
    if (!outcome.ok) throw new Error(outcome.failure.map(formatProblem).join('\n'));
    const { definition } = outcome.value;
    expect(JSON.parse(JSON.stringify(definition.connection).replaceAll(folder, 'DIR'))).toEqual(expected);
    expect(definition).toMatchObject({ labels: {}, tenants: ['*'], adopt: { hide: ['kube-*'] } });
  });

  it('is warned of when certificates are not verified', async () => {
    const outcome = await read('name: eu-1\nkubeconfig: ./insecure.kubeconfig\n');
    expect(outcome.ok && outcome.value.warnings).toEqual([expect.stringContaining('insecure-skip-tls-verify')]);
  });

  it('has another identity when the kubeconfig names another server, not when a token is rotated', async () => {
    const identity = async (options: Parameters<typeof kubeconfigText>[0]) => {
      writeFileSync(join(folder, 'moving.kubeconfig'), kubeconfigText(options));
      const outcome = await read('name: eu-1\nkubeconfig: ./moving.kubeconfig\n');
      return outcome.ok && outcome.value.identity;
    };
    const first = await identity({ contexts: ['eu-1'] });
    expect(await identity({ contexts: ['eu-1'], token: 'another' })).toBe(first);
    expect(await identity({ contexts: ['eu-1'], server: 'https://moved:6443' })).not.toBe(first);
  });
});

const at = (line: number, message: string) => `clusters/x.yaml:${line}: ${message}`;
const connection = 'kubeconfig: ./eu.kubeconfig\n';

describe('a wrong cluster file', () => {
  it.each([
    ['', 'clusters/x.yaml: The file is empty.'],
    ['# nothing\n', 'clusters/x.yaml: The file is empty.'],
    ['- name: a\n', at(1, 'A cluster file holds fields and values. Write, to begin: name: eu-1')],
    ['name: a\n\tkubeconfig: b\n', at(2, 'A tab is used for indentation. Write spaces.')],
    ['name: a: b\n', at(1, 'Not valid YAML. Put values that hold a colon in quotes.')],
    [`name: a\n${connection}name: b\n`, at(3, 'A field is written twice in one place. Remove one of the two.')],
    [
      `name: a\n${connection}---\nname: b\n`,
      at(3, 'The file holds 2 documents (parted by ---). Write one in each file.'),
    ],
    [
      `name: a\n${connection}labels: {a: 1`,
      at(3, 'Not valid YAML: Flow map in block collection must be sufficiently indented and end with a }.'),
    ],
    [
      'clusters: []\ncontexts: []\n',
      'clusters/x.yaml: Is a kubeconfig, not a cluster file. Name it *.kubeconfig, and let a cluster file point to it.',
    ],
    [`name: ${'a'.repeat(70_000)}\n`, 'clusters/x.yaml: Has 70007 bytes; a cluster file has at most 65536.'],
    ['['.repeat(30_000), 'clusters/x.yaml: The file is nested too deeply.'],
    [
      `a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nd: [${'*c,'.repeat(9)}]\n`,
      'clusters/x.yaml: The file has more than 20 YAML aliases (*name). Write the values out.',
    ],
  ])('%.40j', async (text, expected) => {
    expect(await problems(text)).toEqual([expected]);
  });

  it('tells all its mistakes, in the order of the lines', async () => {
    expect(
      await problems('name: 123\nkubeconfg: x\nlabels: { tier: yes, live: true }\nadopt:\n  namespace: a\n'),
    ).toEqual([
      at(1, 'name: Has to be text, and YAML reads this as a number. Put it in quotes: name: "123"'),
      at(2, 'kubeconfg: There is no such field. Did you mean kubeconfig?'),
      at(3, 'labels.live: Has to be text, and YAML reads this as yes or no. Put it in quotes: live: "true"'),
      at(5, 'adopt.namespace: There is no such field. Did you mean namespaces?'),
    ]);
  });
});

describe('a field', () => {
  it.each([
    [
      'name: Eu_1',
      1,
      'name: "Eu_1" does not fit: lower-case letters, digits and hyphens, beginning and ending with a letter or a digit, at most 63. Write, for example: name: eu-1',
    ],
    ['name:', 1, 'name: Is empty. Write, for example: name: eu-1, or leave the line out.'],
    ['nmae: a', 1, 'nmae: There is no such field. Did you mean name?'],
    ['# no name', 2, 'name: Is missing. Write, for example: name: eu-1'],
    [
      'name: a\nprovider: aws',
      2,
      'provider: There is no such field here. The fields are: name, labels, kubeconfig, context, inCluster, server, caFile, tokenFile, tenants, prometheus, adopt.',
    ],
    [
      'name: a\nlabels: eu',
      2,
      'labels: Has to be fields and values. Write, for example: labels: {region: eu, tier: prod}',
    ],
    [
      'name: a\nlabels: { "a b": x }',
      2,
      'labels.a b: Is not a label key. Write letters and digits, with . _ / - between them.',
    ],
    ['name: a\ntenants: acme', 2, 'tenants: Has to be a list. Write: tenants: [acme]'],
    ['name: a\ntenants: []', 2, 'tenants: [] is an empty list. Write, for example: tenants: ["*"]'],
    [
      'name: a\ntenants:\n  - acme\n  - "acme/x"',
      4,
      'tenants.1: "acme/x" is not a tenant\'s name. Write one, for example acme, or acme-* for all that begin so, or * for any.',
    ],
    ['name: a\ntenants: [acme, acme]', 2, 'tenants: Holds the same entry twice. Remove one of the two.'],
    [
      'name: a\ntokenFile: ./token',
      2,
      'tokenFile: Means something only together with server. Add that, or remove this.',
    ],
    [
      'name: a\nadopt:\n  labels: { tenant: customer }',
      3,
      'adopt.labels.tenant: Means something only together with environment. Add that, or remove this.',
    ],
    [
      'name: a\nadopt:\n  labels: { app: "a b" }',
      3,
      'adopt.labels.app: "a b" is not a label key. Write, for example: customer, or example.com/customer',
    ],
    [
      'name: a\nadopt:\n  assign: { payments: acme-prod }',
      3,
      'adopt.assign.payments: "acme-prod" does not name an environment. Write TENANT/ENVIRONMENT, for example: acme/prod',
    ],
    [
      'name: a\nadopt:\n  assign: { Pay: acme/prod }',
      3,
      'adopt.assign.Pay: Is not the name of a namespace. Write lower-case letters, digits and hyphens, at most 63.',
    ],
    [
      'name: a\nadopt:\n  namespaces: "{tenant}"',
      3,
      'adopt.namespaces: "{tenant}" has {environment} nowhere; it has to stand there once. Write, for example: namespaces: "{tenant}-{environment}"',
    ],
    [
      'name: a\nadopt:\n  namespaces: "{tenant}-{tenant}-{environment}"',
      3,
      'adopt.namespaces: "{tenant}-{tenant}-{environment}" has {tenant} 2 times; it has to stand there once. Write, for example: namespaces: "{tenant}-{environment}"',
    ],
    [
      'name: a\nadopt:\n  namespaces: "{tenant}-{env}"',
      3,
      'adopt.namespaces: "{tenant}-{env}" has a placeholder {env} that means nothing. Did you mean {environment}?',
    ],
    [
      'name: a\nadopt:\n  namespaces: "{tenant}{environment}"',
      3,
      'adopt.namespaces: "{tenant}{environment}" has no hyphen between {tenant} and {environment}, so it cannot be told where one ends. Write, for example: namespaces: "{tenant}-{environment}"',
    ],
    [
      'name: a\nadopt:\n  namespaces: "{tenant}-{environment}_x"',
      3,
      'adopt.namespaces: "{tenant}-{environment}_x" does not fit: around {tenant} and {environment} stand only lower-case letters, digits and hyphens. Write, for example: namespaces: "{tenant}-{environment}"',
    ],
    [
      'name: a\nadopt: { environments: [dev] }',
      2,
      'adopt.environments: Means something only together with namespaces. Add that, or remove this.',
    ],
    [
      'name: a\nadopt:\n  namespaces: "{tenant}-{environment}"\n  environments:\n    - pre-prod',
      5,
      'adopt.environments.0: "pre-prod" cannot be an environment\'s name: one that is read from a namespace\'s name has lower-case letters and digits and no hyphen. Write, for example: preprod',
    ],
    [
      'name: a\nadopt:\n  hide: ["Kube"]',
      3,
      'adopt.hide.0: "Kube" is not a pattern for names of namespaces. Write lower-case letters, digits, hyphens and *, for example: kube-*',
    ],
    [
      'name: a\nadopt:\n  assign: { payments: unassigned/prod }',
      3,
      'adopt.assign.payments: "unassigned/prod" cannot be given: unassigned is the tenant of what no rule fits. Write another tenant, for example: acme/prod',
    ],
  ])('%j', async (text, line, message) => {
    expect(await problems(`${text}\n${connection}`)).toEqual([at(line, message)]);
  });
});

describe('the way to connect', () => {
  it.each([
    [
      '',
      at(
        1,
        'Nothing says how to reach the cluster. Write one of: "kubeconfig: PATH"; "inCluster: true"; or "server: https://HOST:6443" with caFile and tokenFile.',
      ),
    ],
    [
      'kubeconfig: ./eu.kubeconfig\ninCluster: true',
      at(
        3,
        'inCluster: The file has kubeconfig already: a cluster is reached in exactly one way. Remove one of the two.',
      ),
    ],
    ['inCluster: false', at(2, 'inCluster: Write inCluster: true, or leave the line out.')],
    [
      'inCluster: true\ncontext: a',
      at(3, 'context: Means something only together with kubeconfig. Add that, or remove this.'),
    ],
    [
      'server: https://x:6443',
      at(
        1,
        'tokenFile: Is missing (without it the gateway would be anonymous there). Write, for example: tokenFile: ./eu-1.token',
      ),
    ],
    [
      'server: https://admin:hunter2@x\ntokenFile: ./token',
      at(2, 'server: "https://…@x" holds a user. Credentials go into a file: tokenFile, or a kubeconfig.'),
    ],
    [
      'server: http://10.0.0.1:8080',
      at(2, 'server: "http://10.0.0.1:8080" is not encrypted. Write: server: https://10.0.0.1:8080'),
    ],
    ['server: 10.0.0.1:6443', at(2, 'server: "10.0.0.1:6443" has no scheme. Write: server: https://10.0.0.1:6443')],
    [
      'server: https://x\ntokenFile: ./none',
      at(3, 'tokenFile: DIR/none is not a file. Paths are relative to this file.'),
    ],
    [
      'kubeconfig: ./none',
      at(2, 'kubeconfig: DIR/none is not there. Give the path of a kubeconfig. Paths are relative to this file.'),
    ],
    [
      'kubeconfig: .',
      at(2, 'kubeconfig: DIR is a folder. Give the path of a kubeconfig. Paths are relative to this file.'),
    ],
    [
      'kubeconfig: ./broken.kubeconfig',
      at(
        2,
        'kubeconfig: DIR/broken.kubeconfig:2 is not valid YAML. Give the path of a kubeconfig. Paths are relative to this file.',
      ),
    ],
    [
      'kubeconfig: ./empty.kubeconfig',
      at(
        2,
        'kubeconfig: DIR/empty.kubeconfig has no contexts. Give the path of a kubeconfig. Paths are relative to this file.',
      ),
    ],
    [
      'kubeconfig: ./eu.kubeconfig\ncontext: eu-11',
      at(3, 'context: The kubeconfig has no context "eu-11". It has: eu-1, eu-2. Did you mean eu-1?'),
    ],
    [
      'kubeconfig: ./eu.kubeconfig\ncontext: production',
      at(3, 'context: The kubeconfig has no context "production". It has: eu-1, eu-2.'),
    ],
    [
      'kubeconfig: ./no-current.kubeconfig',
      at(2, 'kubeconfig: The kubeconfig has no current context. Add "context: NAME". It has: eu-1, eu-2.'),
    ],
    [
      'kubeconfig: ./lost-current.kubeconfig',
      at(
        2,
        'kubeconfig: The kubeconfig\'s current context is "gone", which it does not have. Add "context: NAME". It has: eu-1.',
      ),
    ],
    [
      'kubeconfig: ./dangling.kubeconfig\ncontext: no-cluster',
      at(
        3,
        'context: The context "no-cluster" of the kubeconfig names the cluster "z", which the file does not have. It has: a, b.',
      ),
    ],
    [
      'kubeconfig: ./dangling.kubeconfig\ncontext: no-user',
      at(
        3,
        'context: The context "no-user" of the kubeconfig names the user "v", whom the file does not have. It has: u.',
      ),
    ],
    [
      'kubeconfig: ./dangling.kubeconfig\ncontext: no-server',
      at(
        3,
        'context: The context "no-server" of the kubeconfig has no usable server. Write, in its cluster: server: https://HOST:6443',
      ),
    ],
  ])('%j', async (text, expected) => {
    expect(await problems(`name: eu-1\n${text}\n`)).toEqual([expected]);
  });
});
