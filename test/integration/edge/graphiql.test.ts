import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { startEdge } from './edge-under-test.ts';
import { send } from './transports.ts';

const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('GraphiQL', () => {
  it('is what a browser gets, under a policy that allows this origin only', async () => {
    const edge = await startEdge();
    const page = await send(edge, 'GET', '/graphql', { accept });
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = String(page.headers['content-security-policy']).split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      "frame-ancestors 'none'",
      "script-src 'self'",
      "worker-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "font-src 'self' data:",
      "img-src 'self' data:",
      `connect-src 'self' ws://${edge.host} wss://${edge.host}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it('is whole: every file that the page, its script and its style name is served from here', async () => {
    const edge = await startEdge();
    const page = (await send(edge, 'GET', '/graphql', { accept })).text;
    const named = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    const start = (await send(edge, 'GET', '/graphql/graphiql/start.js')).text;
    const workers = [...start.matchAll(/'([\w-]+\.js)'/g)].map((match) => `/graphql/graphiql/${match[1]}`);
    expect(workers).toHaveLength(3);
    const files = [...named, ...workers].filter((file) => !file.startsWith('data:'));
    expect(files.length).toBeGreaterThanOrEqual(7);
    for (const file of files) {
      expect(file).toMatch(/^\/graphql\/graphiql\/[\w.-]+$/);
      const answer = await send(edge, 'GET', file);
      expect([file, answer.status]).toEqual([file, 200]);
      const type = file.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8';
      expect(answer.headers['content-type']).toBe(type);
      const again = await send(edge, 'GET', file, { 'if-none-match': String(answer.headers.etag) });
      expect([again.status, again.text]).toEqual([304, '']);
    }
    const style = (await send(edge, 'GET', '/graphql/graphiql/graphiql.css')).text;
    const sources = [...style.matchAll(/url\(\s*["']?([^"')\s]{1,60})/g)].map((match) => match[1]!);
    expect(sources.filter((source) => !/^(data:|#)/.test(source))).toEqual([]);
    expect(style).not.toMatch(/@import/);
  });

  it('opens with the examples, one tab each, and subscribes over SSE, which gets the headers of the headers editor', async () => {
    const examples = [
      { query: '# </script>\n{ hello }' },
      { query: 'query ($n: String) { hello(name: $n) }', variables: '{"n":"x"}' },
    ];
    const edge = await startEdge({ examples });
    const start = (await send(edge, 'GET', '/graphql/graphiql/start.js')).text;
    const call = /renderYogaGraphiQL\(document\.querySelector\('#root'\), (\{.*\})\);/.exec(start)!;
    const options = JSON.parse(call[1]!) as { defaultTabs: { query: string }[]; subscriptionsProtocol: string };
    expect(options.defaultTabs).toEqual(examples);
    for (const { query } of options.defaultTabs) parse(query);
    expect(options.subscriptionsProtocol).toBe('GRAPHQL_SSE');
  });

  it('has no other files', async () => {
    const edge = await startEdge();
    for (const file of ['', 'package.json', '../../healthz', '..%2f..%2fpackage.json', '__proto__', 'constructor']) {
      expect((await send(edge, 'GET', `/graphql/graphiql/${file}`)).status).toBe(404);
    }
  });

  it('is not what programs get', async () => {
    const edge = await startEdge();
    for (const header of ['*/*', 'application/json', '']) {
      expect((await send(edge, 'GET', '/graphql', header === '' ? {} : { accept: header })).status).toBe(400);
    }
  });
});
