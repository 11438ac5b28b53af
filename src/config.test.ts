import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';
import type { Config } from './config.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'tenantry-config-'));
  mkdirSync(join(cwd, 'fleet'));
  writeFileSync(join(cwd, 'admin.kubeconfig'), '');
});
afterAll(() => rmSync(cwd, { recursive: true }));

const read = (env: Record<string, string> = {}, ...argv: string[]) => readConfig({ env, argv, cwd, version: '1.2.3' });

function valid(env: Record<string, string> = {}, ...argv: string[]): Config {
  const outcome = read(env, ...argv);
  if (outcome.type !== 'run') throw new Error(JSON.stringify(outcome));
  return outcome.config;
}

function mistakes(env: Record<string, string> = {}, ...argv: string[]): readonly string[] {
  const outcome = read(env, ...argv);
  return outcome.type === 'invalid' ? outcome.mistakes : [];
}

describe('readConfig', () => {
  it('has a default for everything', () => {
    expect(valid()).toEqual({
      host: '127.0.0.1',
      port: 4000,
      database: {
        url: `sqlite:${join(cwd, 'data/tenantry.db')}`,
        shown: join(cwd, 'data/tenantry.db'),
        ownFolder: join(cwd, 'data'),
      },
      operationsKeptDays: 400,
      clustersDirectory: join(cwd, 'clusters'),
      kubeconfig: null,
      callersFile: null,
      approvalsFile: null,
      accessFile: null,
      metricsDirectory: null,
      redactionFile: null,
      edge: expect.objectContaining({ operationCost: 100_000, introspection: true }),
      logLevel: 'info',
      pluginEnvironment: {},
      publicUrl: null,
      redisUrl: null,
      tracing: null,
      signOnFile: null,
      warnings: [],
    });
  });

  it('takes an empty setting as not set', () => {
    expect(valid({ HOST: '', PORT: ' ', DATABASE_URL: '', LOG_LEVEL: '' })).toEqual(valid());
  });

  it('reports all mistakes at once', () => {
    const env = { HOST: '0.0.0.0', PORT: 'http', DATABASE_URL: 'mysql://x', REDIS_URL: 'nope', LOG_LEVEL: 'loud' };
    const found = mistakes({ ...env, TENANTRY_CLUSTERS: './none' }, '--kubeconfg', 'x', '--kubeconfig', './none.yaml');
    expect(found.map((mistake) => /^[^:]+/.exec(mistake)?.[0])).toEqual([
      '--kubeconfg',
      '--kubeconfig',
      'HOST',
      'PORT',
      'DATABASE_URL',
      'REDIS_URL',
      'TENANTRY_CLUSTERS',
      'LOG_LEVEL',
    ]);
  });
});

describe('HOST', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['127.1.2.3', '127.1.2.3'],
    ['localhost', '127.0.0.1'],
    ['::1', '::1'],
    ['[::1]', '::1'],
    ['0:0:0:0:0:0:0:1', '::1'],
  ])('%s is %s', (host, expected) => {
    expect(valid({ HOST: host }).host).toBe(expected);
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', '::ffff:10.0.0.1', '169.254.169.254'])(
    'refuses %s while everyone would be the administrator, with the reason',
    (host) => {
      expect(mistakes({ HOST: host, TENANTRY_PUBLIC_URL: 'https://tenantry.example.com' })).toEqual([
        `HOST: ${JSON.stringify(host)} is not a loopback address, and without TENANTRY_SIGN_ON or TENANTRY_CALLERS whoever can ` +
          'reach the port is the administrator. Give one of these. Or listen on this machine only: HOST=127.0.0.1',
      ]);
    },
  );

  it('takes one that others reach only with callers, and with TLS in front', () => {
    const callers = { HOST: '0.0.0.0', TENANTRY_SIGN_ON: 'admin.kubeconfig' };
    expect(mistakes(callers)).toEqual([expect.stringContaining('tokens would go over the network for all to read')]);
    const { host, publicUrl } = valid({ ...callers, TENANTRY_PUBLIC_URL: 'https://tenantry.example.com/' });
    expect([host, publicUrl]).toEqual(['0.0.0.0', 'https://tenantry.example.com']);
    expect(mistakes({ ...callers, TENANTRY_PUBLIC_URL: 'http://tenantry.example.com' })).toHaveLength(2);
  });

  it.each(['127.1', '127.0.0.1.example.com', '*'])('refuses %s, which is no address', (host) => {
    expect(mistakes({ HOST: host })).toEqual([
      `HOST: ${JSON.stringify(host)} is not an IP address. Write: HOST=127.0.0.1`,
    ]);
  });
});

describe('TENANTRY_PUBLIC_URL', () => {
  it.each([
    'http://tenantry.example.com',
    'tenantry.example.com',
    'https://tenantry.example.com/graphql',
    'https://mia:secret@tenantry.example.com',
    'https://tenantry.example.com?x',
  ])('refuses %s', (url) => {
    expect(mistakes({ TENANTRY_PUBLIC_URL: url })).toEqual([
      'TENANTRY_PUBLIC_URL: not https:// and a host. Write where browsers find the gateway, without a path: TENANTRY_PUBLIC_URL=https://tenantry.example.com',
    ]);
  });
});

describe('TENANTRY_SIGN_ON', () => {
  it('is the path of a file', () => {
    expect(valid({ TENANTRY_SIGN_ON: 'admin.kubeconfig' }).signOnFile).toBe(join(cwd, 'admin.kubeconfig'));
    expect(mistakes({ TENANTRY_SIGN_ON: 'none.yaml' })).toEqual([
      expect.stringMatching(/^TENANTRY_SIGN_ON: .*none\.yaml is not there\./),
    ]);
  });
});

describe('PORT', () => {
  it.each([
    ['0', 0],
    ['8080', 8080],
    ['65535', 65_535],
  ])('%s', (text, port) => {
    expect(valid({ PORT: text }).port).toBe(port);
  });

  it.each(['65536', '-1', '4000.5', '0x10', 'http', '99999999999'])('refuses %s', (text) => {
    expect(mistakes({ PORT: text })).toEqual([
      `PORT: "${text}" is not a port. Write a whole number from 1 to 65535, or 0 for a free one: PORT=4000`,
    ]);
  });
});

describe('DATABASE_URL', () => {
  it.each([
    ['sqlite:records.db', 'records.db'],
    ['sqlite:./a/records.db', 'a/records.db'],
  ])('%s is relative to the working folder', (url, path) => {
    const absolute = join(cwd, path);
    expect(valid({ DATABASE_URL: url }).database).toEqual({
      url: `sqlite:${absolute}`,
      shown: absolute,
      ownFolder: null,
    });
  });

  it.each(['sqlite:/var/lib/tenantry.db', 'sqlite:///var/lib/tenantry.db'])('%s is absolute', (url) => {
    expect(valid({ DATABASE_URL: url }).database.url).toBe('sqlite:/var/lib/tenantry.db');
  });

  it.each([
    ['postgres://app:hunter2@db:5433/app?sslmode=verify-full', 'postgres://app@db:5433/app'],
    ['postgresql://app:hunter2@db/app', 'postgresql://app@db/app'],
    ['postgres:///app?host=/run/postgresql', 'postgres:///run/postgresql/app'],
  ])('%s is shown as %s', (url, shown) => {
    expect(valid({ DATABASE_URL: url }).database).toEqual({ url, shown, ownFolder: null });
  });

  it.each([
    'postgres://app:hun#ter2@db/app',
    'postgres://app:12#hunter2@db/app',
    'postgres://app:12?hunter2@db/app',
    'postgres://app:12/hunter2@db/app',
    'postgres://app:12/hunter2/app',
    'postgres:app:hunter2',
    'postgres:',
  ])('refuses %s, and does not repeat it', (url) => {
    expect(mistakes({ DATABASE_URL: url })).toEqual([
      'DATABASE_URL: not the address of a PostgreSQL database. Write: DATABASE_URL=postgres://USER:PASSWORD@HOST:5432/DATABASE ' +
        '(in user and password, percent-encode what is neither letter nor digit)',
    ]);
  });

  it.each(['mysql://app:hunter2@db/app', 'app:hunter2', './records.db'])(
    'never repeats what may be secret: %s',
    (url) => {
      const [mistake] = mistakes({ DATABASE_URL: url });
      expect(mistake).toContain('Write sqlite: and the path of a file: DATABASE_URL=sqlite:./data/tenantry.db');
      expect(mistake).not.toContain('hunter2');
    },
  );

  it.each(['sqlite:', 'sqlite::memory:', 'sqlite://records.db', 'sqlite:a.db?mode=ro'])('refuses %s', (url) => {
    expect(mistakes({ DATABASE_URL: url })[0]).toContain('names no file. Write sqlite: and a path');
  });

  it('refuses a folder', () => {
    expect(mistakes({ DATABASE_URL: 'sqlite:fleet' })).toEqual([
      `DATABASE_URL: ${cwd}/fleet is a folder. Write the path of a file: DATABASE_URL=sqlite:${cwd}/fleet/tenantry.db`,
    ]);
  });
});

describe('REDIS_URL', () => {
  const postgres = 'postgres://tenantry@127.0.0.1/tenantry';

  it.each([
    'redis://127.0.0.1',
    'redis://:hunter2@127.0.0.1:6379',
    'rediss://tenantry:hunter%232@redis.example.com:6380/',
    'redis://[::1]:6379/0',
  ])('takes %s', (url) => {
    expect(valid({ REDIS_URL: url, DATABASE_URL: postgres })).toMatchObject({ redisUrl: url, warnings: [] });
  });

  it('says that it is pointless with an embedded file', () => {
    expect(valid({ REDIS_URL: 'redis://:hunter2@127.0.0.1:6379' }).warnings).toEqual([
      expect.stringMatching(/^REDIS_URL is not used: .*PostgreSQL/),
    ]);
  });

  it.each([
    '127.0.0.1:6379',
    'http://:hunter2@127.0.0.1',
    'redis://',
    'redis:127.0.0.1',
    'redis://:hunter2#@127.0.0.1',
    'redis://tenantry/hunter2@127.0.0.1',
    'redis://:%hunter2@127.0.0.1',
    'redis://127.0.0.1?password=hunter2',
  ])('refuses %s without repeating it', (url) => {
    const [mistake] = mistakes({ REDIS_URL: url });
    expect(mistake).toContain('REDIS_URL=redis://USER:PASSWORD@HOST:6379');
    expect(mistake).not.toContain('hunter2');
  });
});

describe('TENANTRY_LOG_REDACTION', () => {
  it('is the path of a file', () => {
    expect(valid({ TENANTRY_LOG_REDACTION: './admin.kubeconfig' }).redactionFile).toBe(join(cwd, 'admin.kubeconfig'));
  });

  it.each([
    ['none.yaml', 'not there'],
    ['fleet', 'a folder'],
  ])('never means that nothing more is taken out: %s', (path, what) => {
    expect(mistakes({ TENANTRY_LOG_REDACTION: path })).toEqual([
      `TENANTRY_LOG_REDACTION: ${join(cwd, path)} is ${what}. Give the path of a file of redaction rules, as observability/log-redaction.yaml is one.`,
    ]);
  });
});

describe('TENANTRY_CALLERS', () => {
  it('is the path of a file', () => {
    expect(valid({ TENANTRY_CALLERS: './admin.kubeconfig' }).callersFile).toBe(join(cwd, 'admin.kubeconfig'));
  });

  it.each([
    ['none.yaml', 'not there'],
    ['fleet', 'a folder'],
  ])('never means nobody has to show a token: %s', (path, what) => {
    expect(mistakes({ TENANTRY_CALLERS: path })).toEqual([
      `TENANTRY_CALLERS: ${join(cwd, path)} is ${what}. Give the path of a file of callers; npm run callers:token -- NAME prints an entry to begin with.`,
    ]);
  });
});

describe.each([
  ['TENANTRY_APPROVALS', 'approvalsFile'],
  ['TENANTRY_ACCESS', 'accessFile'],
] as const)('%s', (name, field) => {
  const callers = { TENANTRY_CALLERS: 'admin.kubeconfig' };

  it('is the path of a file', () => {
    expect(valid({ ...callers, [name]: 'admin.kubeconfig' })[field]).toBe(join(cwd, 'admin.kubeconfig'));
    expect(mistakes({ ...callers, [name]: 'none.yaml' })).toEqual([
      expect.stringMatching(new RegExp(`^${name}: .*none\\.yaml is not there\\.`)),
    ]);
  });

  it('needs callers who can be told apart', () => {
    expect(mistakes({ [name]: 'admin.kubeconfig' })).toEqual([
      expect.stringContaining('without TENANTRY_CALLERS or TENANTRY_SIGN_ON everyone is the same administrator'),
    ]);
  });
});

describe('TENANTRY_CLUSTERS', () => {
  it('is a folder, relative to the working folder', () => {
    expect(valid({ TENANTRY_CLUSTERS: 'fleet' }).clustersDirectory).toBe(join(cwd, 'fleet'));
  });

  it('is refused when it is not there', () => {
    expect(mistakes({ TENANTRY_CLUSTERS: 'none' })).toEqual([
      `TENANTRY_CLUSTERS: ${cwd}/none is not there; it has to be the folder of the cluster files. Create it, or give another.`,
    ]);
  });

  it('is refused when it is a file', () => {
    expect(mistakes({ TENANTRY_CLUSTERS: 'admin.kubeconfig' })).toEqual([
      `TENANTRY_CLUSTERS: ${cwd}/admin.kubeconfig is a file; it has to be the folder of the cluster files. Write: TENANTRY_CLUSTERS=${cwd}`,
    ]);
  });

  it('is suggested for what is nearly it, and only for that', () => {
    expect(
      valid({ TENANTRY_CLUSTER: 'fleet', TENANTRY_SERVICE_HOST: '10.0.0.1', TENANTRY_PORT: 'tcp://x' }).warnings,
    ).toEqual(['TENANTRY_CLUSTER is not a setting. Did you mean TENANTRY_CLUSTERS?']);
  });
});

describe('LOG_LEVEL', () => {
  it('is a level', () => {
    expect(valid({ LOG_LEVEL: 'DEBUG' }).logLevel).toBe('debug');
    expect(mistakes({ LOG_LEVEL: 'loud' })).toEqual([
      'LOG_LEVEL: "loud" is not a level. Write one of: debug, info, warn, error, silent',
    ]);
  });
});

describe('credential plugins', () => {
  it('get what they need, and not what is none of theirs', () => {
    const env = {
      PATH: '/bin',
      HOME: '/root',
      AWS_PROFILE: 'prod',
      https_proxy: 'http://p',
      DATABASE_URL: 'sqlite:x.db',
      NPM_TOKEN: 'x',
    };
    expect(Object.keys(valid(env).pluginEnvironment)).toEqual(['PATH', 'HOME', 'AWS_PROFILE', 'https_proxy']);
  });
});

describe('the command line', () => {
  it.each([[['--kubeconfig', 'admin.kubeconfig']], [['--kubeconfig=./admin.kubeconfig']]])('%j', (argv) => {
    expect(valid({}, ...argv).kubeconfig).toBe(join(cwd, 'admin.kubeconfig'));
  });

  it.each([
    [['--kubeconfig'], '--kubeconfig: the path is missing. Write: --kubeconfig PATH'],
    [['--kubeconfig='], '--kubeconfig: the path is missing. Write: --kubeconfig PATH'],
    [
      ['--kubeconfig=admin.kubeconfig', '--kubeconfig=admin.kubeconfig'],
      '--kubeconfig: given more than once. Give one file; contexts of several can be cluster files.',
    ],
    [['--kube-config=x'], '--kube-config: unknown option. Did you mean --kubeconfig?'],
    [['--port', '1'], '--port: unknown option. Set it in the environment: PORT=… npm start'],
    [['--clusters=x'], '--clusters: unknown option. Set it in the environment: TENANTRY_CLUSTERS=… npm start'],
    [['-x'], '-x: unknown option. Write: npm start -- --kubeconfig PATH (or --help)'],
    [['serve'], '"serve": there are no arguments without a name. Write: npm start -- --kubeconfig PATH (or --help)'],
  ])('%j is a mistake', (argv, mistake) => {
    expect(mistakes({}, ...argv)).toContain(mistake);
  });

  it('refuses a kubeconfig that is not there', () => {
    expect(mistakes({}, '--kubeconfig', 'none')).toEqual([
      `--kubeconfig: ${cwd}/none is not there. Give the path of a kubeconfig file.`,
    ]);
  });

  it('prints help and version, whatever else is wrong', () => {
    expect(read({ PORT: 'x' }, '--help')).toMatchObject({
      type: 'print',
      text: expect.stringContaining('DATABASE_URL'),
    });
    expect(read({ PORT: 'x' }, '-h')).toMatchObject({ type: 'print' });
    expect(read({}, '--version')).toEqual({ type: 'print', text: '1.2.3\n' });
  });
});

describe('TENANTRY_OPERATIONS_KEPT_DAYS', () => {
  it('is a number of days', () => {
    expect(valid({ TENANTRY_OPERATIONS_KEPT_DAYS: '30' }).operationsKeptDays).toBe(30);
  });

  it.each(['7', '-1', '1.5', 'forever', '100000'])('refuses %s', (value) => {
    expect(mistakes({ TENANTRY_OPERATIONS_KEPT_DAYS: value })).toEqual([
      `TENANTRY_OPERATIONS_KEPT_DAYS: ${JSON.stringify(value)} is not a number of days. Write a whole number from 8 to 99999: ` +
        'TENANTRY_OPERATIONS_KEPT_DAYS=400',
    ]);
  });
});
