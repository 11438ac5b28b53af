import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { PrometheusSource } from '../../domain/clusters/cluster-definition.ts';
import type { ClusterSource } from '../../domain/clusters/cluster-source.ts';
import { MemoryCluster } from '../../domain/fleet/testing/memory-cluster.ts';
import type { SeriesQuery } from '../../domain/metrics/series-source.ts';
import { systemClock } from '../../lib/clock.ts';
import { createManualClock } from '../../lib/manual-clock.ts';
import { createPrometheusSeries } from './prometheus-series.ts';

const grid = { first: 60_000, step: 60_000, count: 3 };
const labels = { namespace: 'namespace', pod: 'pod' };
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Respond = (form: URLSearchParams, response: ServerResponse, request: IncomingMessage) => void;

/** A backend that answers as a test says; it is a real server, but no Prometheus: how that answers is tested on a real one. */
async function backend(respond: Respond) {
  const forms: URLSearchParams[] = [];
  const server: Server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      const form = new URLSearchParams(text);
      forms.push(form);
      respond(form, response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  closing.push(close);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, forms, close };
}

function cluster(name: string, prometheus?: Partial<PrometheusSource> & { readonly url: string }): ClusterSource {
  return new MemoryCluster(
    name,
    prometheus === undefined ? {} : { prometheus: { labels, scrapeSeconds: 15, ...prometheus } },
  );
}

function open(clusters: readonly ClusterSource[], clock = systemClock, deadlineMs = 5_000) {
  const series = createPrometheusSeries({ clusters: () => clusters, clock, deadlineMs });
  closing.push(() => series.close());
  return series;
}

function query(of: ClusterSource, expression = 'up', rest: Partial<SeriesQuery> = {}): SeriesQuery {
  return { cluster: of, namespaces: ['acme-prod'], pods: null, expression, combine: 'SUM', by: [], grid, ...rest };
}

const numbersIn = (form: URLSearchParams) =>
  [...(form.get('query') ?? '').matchAll(/"tenantry_series", "(\d+)"/g)].map(([, number]) => number ?? '');

/** Every expression is answered with one series of these values. */
const answers =
  (values: readonly unknown[], rest: object = {}): Respond =>
  (form, response) => {
    const result = numbersIn(form).map((number) => ({ metric: { tenantry_series: number }, values }));
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result }, ...rest }));
  };

describe('the series of Prometheus backends', () => {
  it('come by one call of each backend, for the same moments, in the order asked', async () => {
    const [one, two] = [await backend(answers([[60, '1']])), await backend(answers([[120, '2']]))];
    const [eu, us] = [cluster('eu', one), cluster('us', two)];
    const series = open([eu, us]);
    const outcomes = await series.fetch([query(us), query(eu, 'a'), query(eu, 'b'), query(eu, 'a')]);
    expect(outcomes.map((outcome) => outcome.ok && outcome.value.series.map(({ values }) => values))).toEqual([
      [[null, 2, null]],
      [[1, null, null]],
      [[1, null, null]],
      [[1, null, null]],
    ]);
    expect([one.forms.length, two.forms.length]).toEqual([1, 1]);
    const [form] = one.forms;
    expect(form?.get('query')).toBe(
      '(label_replace(sum (a{namespace="acme-prod"}\n), "tenantry_series", "0", "", "")) or ' +
        '(label_replace(sum (b{namespace="acme-prod"}\n), "tenantry_series", "1", "", ""))',
    );
    expect(['start', 'end', 'step'].map((name) => form?.get(name))).toEqual(['60', '180', '60']);
  });

  it('are asked in smaller calls where the answer would be too large, which costs no other query anything', async () => {
    const one = await backend((form, response, request) => {
      const numbers = numbersIn(form);
      const isLarge = (form.get('query') ?? '').includes('large') || numbers.length > 2;
      if (isLarge) response.end('x'.repeat(9 * 1024 * 1024));
      else answers([[60, '1']])(form, response, request);
    });
    const eu = cluster('eu', one);
    const series = open([eu]);
    const found = async (...expressions: readonly string[]) =>
      (await series.fetch(expressions.map((each) => query(eu, each)))).map(({ ok }) => ok);
    expect(await found('a', 'b', 'c', 'd')).toEqual([true, true, true, true]);
    for (let times = 0; times < 3; times += 1) expect(await found('large', 'e')).toEqual([false, true]);
    expect(await found('f')).toEqual([true]);
  });

  it('are at most a hundred thousand points in one call', async () => {
    const one = await backend(answers([]));
    const eu = cluster('eu', one);
    const long = { grid: { first: 60_000, step: 60_000, count: 1_500 } };
    await open([eu]).fetch(Array.from({ length: 100 }, (_, index) => query(eu, `a${index}`, long)));
    expect(one.forms.map((form) => numbersIn(form).length)).toEqual([66, 34]);
  });

  it('are asked of a central backend by the cluster’s label, with what it calls the others', async () => {
    const central = await backend((form, response) => {
      const result = numbersIn(form).map((number) => ({
        metric: { tenantry_series: number, pod_name: 'web-0', other: 'x' },
        values: [[60, '1']],
      }));
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
    });
    const of = (value: string) =>
      cluster(value, {
        url: central.url,
        clusterLabel: { name: 'k8s', value },
        labels: { namespace: 'ns', pod: 'pod_name' },
      });
    const [eu, us] = [of('eu'), of('us')];
    const outcomes = await open([eu, us]).fetch([
      query(eu, 'rate(a[$window])', { by: ['pod'], pods: [{ prefix: 'web-', suffix: 'ORDINAL' }] }),
      query(us),
    ]);
    expect(central.forms).toHaveLength(1);
    expect(central.forms[0]?.get('query')).toContain(
      'sum by (pod_name) (rate(a{k8s="eu",ns="acme-prod",pod_name=~"web-[0-9]+"}[75s])\n)',
    );
    expect(central.forms[0]?.get('query')).toContain('up{k8s="us",ns="acme-prod"}');
    expect(outcomes[0]?.ok && outcomes[0].value.series[0]?.labels).toEqual(new Map([['pod', 'web-0']]));
  });

  it('are kept from clusters that nothing tells apart', async () => {
    const shared = await backend(answers([]));
    const labelled = (name: string, value: string) =>
      cluster(name, { ...shared, clusterLabel: { name: 'cluster', value } });
    for (const [a, b] of [
      [cluster('a', shared), cluster('b', shared)],
      [labelled('a', 'x'), cluster('b', shared)],
      [labelled('a', 'x'), labelled('b', 'x')],
      [labelled('a', 'x'), cluster('b', { ...shared, clusterLabel: { name: 'k8s', value: 'y' } })],
    ] as const) {
      const outcomes = await open([a, b]).fetch([query(a), query(b)]);
      for (const outcome of outcomes) {
        expect(outcome.ok ? '' : outcome.failure.message).toContain('give each a prometheus.clusterLabel of its own');
      }
    }
    expect(shared.forms).toEqual([]);
  });

  it('are missing, with the words for it, where no backend is configured', async () => {
    const bare = cluster('bare');
    const [outcome] = await open([bare]).fetch([query(bare)]);
    expect(outcome?.ok === false && outcome.failure.message).toContain('add prometheus to its cluster file');
  });

  it('are there for all but the one declaration that the backend refuses', async () => {
    const one = await backend((form, response, request) => {
      if (!form.get('query')?.includes('bad')) return answers([[60, '1']])(form, response, request);
      response.statusCode = 422;
      response.end(JSON.stringify({ status: 'error', errorType: 'execution', error: 'password=hunter2 is wrong' }));
    });
    const eu = cluster('eu', one);
    const others = { namespaces: ['acme-dev'] };
    const outcomes = await open([eu]).fetch([
      query(eu, 'a'),
      query(eu, 'bad'),
      query(eu, 'b'),
      query(eu, 'a', others),
      query(eu, 'bad', others),
    ]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true, true, false]);
    const message = outcomes[1]?.ok === false ? outcomes[1].failure.message : '';
    expect(message).toMatch(/it refuses the query: .*is wrong/);
    expect(message).not.toContain('hunter2');
    // All together, then each of the three declarations by itself, whatever the scopes.
    expect(one.forms).toHaveLength(4);
  });

  it('are sent the credentials of their files, which nothing repeats', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenantry-prometheus-'));
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, 'planted-token\n');
    const seen: unknown[] = [];
    const one = await backend((_form, response, { headers }) => {
      seen.push([headers.authorization, headers['x-scope-orgid']]);
      response.statusCode = 401;
      response.end(headers.authorization);
    });
    const eu = cluster('eu', { ...one, tokenFile, orgId: 'platform' });
    const [outcome] = await open([eu]).fetch([query(eu)]);
    expect(seen).toEqual([['Bearer planted-token', 'platform']]);
    expect(outcome?.ok === false && outcome.failure.message).toMatch(/does not let the gateway in \(401\)/);
    expect(JSON.stringify(outcome)).not.toContain('planted-token');
  });

  const lies: Readonly<Record<string, readonly [Respond, RegExp]>> = {
    'what is no JSON': [(_form, response) => response.end('{"status":'), /no JSON/],
    'a page': [(_form, response) => response.end('<html>sign on</html>'), /page.*no Prometheus/],
    'another shape': [(_form, response) => response.end('{"status":"success","data":[]}'), /not the form/],
    'numbers for texts': [answers([[60, 1]]), /not the form/],
    'series that nobody asked for': [
      (_form, response) =>
        response.end('{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"secret":"x"}}]}}'),
      /not asked for/,
    ],
    'one series twice': [
      (_form, response) => {
        const one = '{"metric":{"tenantry_series":"0"},"values":[]}';
        response.end(`{"status":"success","data":{"resultType":"matrix","result":[${one},${one}]}}`);
      },
      /twice/,
    ],
    'an error of 10 MB': [
      (_form, response) => {
        response.statusCode = 400;
        response.end('x'.repeat(10 * 1024 * 1024));
      },
      /larger than/,
    ],
    'a body without end': [
      (_form, response) => {
        const chunk = 'x'.repeat(64 * 1024);
        const more = (): void => {
          while (!response.destroyed && response.write(chunk));
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      },
      /larger than 8 MiB/,
    ],
    'that it is elsewhere': [
      (_form, response) => {
        response.statusCode = 302;
        response.setHeader('location', 'http://127.0.0.1:1/');
        response.end();
      },
      /answered 302/,
    ],
    'an end in the middle': [
      (_form, response) => {
        response.setHeader('content-length', 100);
        response.write('{');
        setImmediate(() => response.destroy());
      },
      /connection to it broke/,
    ],
  };
  it.each(Object.entries(lies))(
    'fail with clear words where the backend answers %s',
    async (_what, [respond, words]) => {
      const one = await backend(respond);
      const honest = await backend(answers([[60, '1']]));
      const [eu, us] = [cluster('eu', one), cluster('us', honest)];
      const outcomes = await open([eu, us]).fetch([query(eu), query(us)]);
      expect(outcomes[0]?.ok === false && outcomes[0].failure.message).toMatch(words);
      expect(outcomes[1]?.ok).toBe(true);
    },
  );

  it('have no values that are none, and no points that were not asked for', async () => {
    const values = [
      [0, '9'],
      [60, 'NaN'],
      [90, '9'],
      [120, '+Inf'],
      [180, '3.5'],
      [240, '9'],
      [1e300, '9'],
    ];
    const one = await backend(answers(values));
    const eu = cluster('eu', one);
    const [outcome] = await open([eu]).fetch([query(eu)]);
    expect(outcome?.ok && outcome.value.series[0]?.values).toEqual([null, null, 3.5]);
  });

  it('say what they lack where the backend warns of it, and not where it speaks of the query', async () => {
    const one = await backend(answers([[60, '1']], { warnings: ['PromQL info: no counter', 'store eu-2 is away'] }));
    const two = await backend(answers([[60, '1']], { warnings: ['PromQL info: no counter'] }));
    const [eu, us] = [cluster('eu', one), cluster('us', two)];
    const [first, second] = await open([eu, us]).fetch([query(eu), query(us)]);
    expect(first?.ok && first.value.lacks?.message).toContain('only in part: store eu-2 is away');
    expect(second?.ok && second.value).toEqual({
      series: [{ labels: new Map(), values: [1, null, null] }],
      lacks: null,
    });
  });

  it('are not waited for beyond the deadline, and then not at all until the backend has had its rest', async () => {
    const clock = createManualClock();
    let silent = true;
    const one = await backend((form, response, request) => {
      if (!silent) answers([[60, '1']])(form, response, request);
    });
    const eu = cluster('eu', one);
    const series = open([eu], clock);
    for (const _attempt of [1, 2]) {
      const asked = series.fetch([query(eu)]);
      await clock.waited((delay) => delay === 5_000);
      clock.advance(5_000);
      const [outcome] = await asked;
      expect(outcome?.ok === false && outcome.failure.message).toContain('did not answer within 5 s');
    }
    const calls = one.forms.length;
    const [refused] = await series.fetch([query(eu)]);
    expect(refused?.ok).toBe(false);
    expect(one.forms.length).toBe(calls);
    silent = false;
    clock.advance(10_000);
    expect((await series.fetch([query(eu)]))[0]?.ok).toBe(true);
    expect((await series.fetch([query(eu)]))[0]?.ok).toBe(true);
  });

  it('are there for all others while a query is late, as long as the backend answers something cheap', async () => {
    const clock = createManualClock();
    const one = await backend((form, response, request) => {
      if (!form.get('query')?.includes('heavy')) answers([[60, '1']])(form, response, request);
    });
    const eu = cluster('eu', one);
    const series = open([eu], clock);
    for (const _attempt of [1, 2, 3]) {
      const heavy = series.fetch([query(eu, 'heavy')]);
      await clock.waited((delay) => delay === 5_000);
      clock.advance(2_500);
      // Nothing but the deadline of the heavy one is waited for: the probe has its answer.
      await expect.poll(() => clock.pending()).toEqual([2_500]);
      clock.advance(2_500);
      const [outcome] = await heavy;
      expect(outcome?.ok === false && outcome.failure.message).toContain('did not answer within 5 s');
    }
    expect((await series.fetch([query(eu)]))[0]?.ok).toBe(true);
  });

  it('are there for all others while queries are late one after another, and it was silent for a part of that time', async () => {
    const clock = createManualClock();
    const back = Promise.withResolvers<void>();
    const one = await backend((form, response, request) => {
      if (form.get('query')?.includes('heavy')) return;
      void back.promise.then(() => answers([[60, '1']])(form, response, request));
    });
    const eu = cluster('eu', one);
    const series = open([eu], clock);
    const asked = async (calls: number) => await expect.poll(() => one.forms.length, { timeout: 10_000 }).toBe(calls);
    const first = series.fetch([query(eu, 'heavy')]);
    await asked(1);
    clock.advance(2_400);
    const second = series.fetch([query(eu, 'heavy')]);
    await asked(2);
    clock.advance(100);
    await asked(3);
    clock.advance(2_500);
    expect((await first)[0]?.ok).toBe(false);
    // The probe of the first has ended with it; the second has 2,400 ms left, and the backend is back within them.
    await asked(4);
    clock.advance(200);
    back.resolve();
    await expect.poll(() => clock.pending(), { timeout: 10_000 }).toEqual([2_200]);
    clock.advance(2_200);
    expect((await second)[0]?.ok).toBe(false);
    expect((await series.fetch([query(eu)]))[0]?.ok).toBe(true);
  });

  it('cost the backend nothing more when nobody waits any longer', async () => {
    const asked = Promise.withResolvers<void>();
    const one = await backend(() => asked.resolve());
    const eu = cluster('eu', one);
    const leaving = new AbortController();
    const outcome = open([eu]).fetch([query(eu)], leaving.signal);
    await asked.promise;
    leaving.abort();
    expect((await outcome)[0]?.ok).toBe(false);
  });

  it('say what is wrong with an address where nobody is', async () => {
    const gone = await backend(() => {});
    gone.close();
    const eu = cluster('eu', gone);
    const [outcome] = await open([eu]).fetch([query(eu)]);
    expect(outcome?.ok === false && outcome.failure.message).toContain('connection refused');
  });
});
