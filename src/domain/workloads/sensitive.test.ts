import { describe, expect, it } from 'vitest';
import { isSensitiveEnv, maskSensitive, maskSensitivePair, masked, maskedChanged } from './sensitive.ts';

describe('isSensitiveEnv', () => {
  it.each([
    ['DB_PASSWORD', 'x'],
    ['clientSecret', 'x'],
    ['GITHUB_TOKEN', 'x'],
    ['STRIPE_API_KEY', 'x'],
    ['SENTRY_DSN', 'x'],
    ['BASIC_AUTH', 'x'],
    ['DATABASE_URL', 'postgres://app:hunter2@db:5432/app'],
    ['AMQP', 'amqp://:hunter2@queue'],
    ['STORAGE', 'AccountName=a;AccountKey=abc'],
    ['CERT', '-----BEGIN RSA PRIVATE KEY-----\nabc'],
    ['THING', '0123456789abcdef0123456789abcdef'],
    ['THING', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
  ])('hides %s', (name, value) => {
    expect(isSensitiveEnv(name, value)).toBe(true);
  });

  it.each([
    ['LOG_LEVEL', 'debug'],
    ['AUTHOR', 'someone'],
    ['GIT_COMMIT', '0123456789abcdef0123456789abcdef01234567'],
    ['BACKEND', 'http://payments-service.production.svc.cluster.local:8080/v1'],
    ['HOSTNAME', 'payments-service-production-eu-west-1'],
    ['JAVA_OPTS', '-Xmx512m -XX:+UseContainerSupport'],
    ['HOME', '/opt/MyApplication2/share/Something'],
    ['KEYBOARD', 'qwerty'],
  ])('shows %s', (name, value) => {
    expect(isSensitiveEnv(name, value)).toBe(false);
  });
});

describe('where else secrets stand', () => {
  it('masks the headers of a probe', () => {
    const probe = (value: string) => ({ httpGet: { httpHeaders: [{ name: 'Authorization', value }] } });
    expect(maskSensitive(probe('Basic YTpi'))).toEqual(probe(masked));
  });

  it.each(['exec app --password=hunter2', 'DB_PASSWORD=hunter2 exec app', 'app --db-token hunter2'])(
    'masks a shell line: %s',
    (line) => {
      expect(JSON.stringify(maskSensitive({ command: ['sh', '-c', line] }))).not.toContain('hunter2');
    },
  );

  it.each(['exec app --port=80', 'LEVEL=debug exec app --verbose', 'app --password="$PASSWORD"'])(
    'leaves another alone: %s',
    (line) => {
      expect(maskSensitive({ command: ['sh', '-c', line] })).toEqual({ command: ['sh', '-c', line] });
    },
  );
});

describe('maskSensitive', () => {
  const template = (password: string, level: string) => ({
    metadata: {
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': '{}',
        'example.com/api-token': 'abc',
        note: 'plain',
      },
    },
    spec: {
      containers: [
        {
          name: 'web',
          args: ['--token=abc', '--password', 'hunter2', '--port=80'],
          env: [
            { name: 'LEVEL', value: level },
            { name: 'DB_PASSWORD', value: password },
          ],
        },
      ],
    },
  });

  it('masks environment variables, flags, annotations that say a secret and the last applied configuration, and nothing else', () => {
    expect(maskSensitive(template('hunter2', 'debug'))).toEqual({
      metadata: {
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': masked,
          'example.com/api-token': masked,
          note: 'plain',
        },
      },
      spec: {
        containers: [
          {
            name: 'web',
            args: [`--token=${masked}`, '--password', masked, '--port=80'],
            env: [
              { name: 'LEVEL', value: 'debug' },
              { name: 'DB_PASSWORD', value: masked },
            ],
          },
        ],
      },
    });
  });

  it('shows that a masked value changed, without showing it', () => {
    const same = maskSensitivePair(template('a', '1'), template('a', '1'));
    expect(same.after).toEqual(same.before);
    const changed = maskSensitivePair(template('a', '1'), template('b', '1'));
    expect(JSON.stringify(changed.before)).not.toContain(maskedChanged);
    expect(JSON.stringify(changed.after)).toContain(maskedChanged);
  });
});
