import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { ExampleOperation } from './edge.ts';
import { graphiqlPolicy } from './security-headers.ts';

/** Where the page's own files are. */
const base = '/graphql/graphiql';

interface Asset {
  readonly type: string;
  readonly body: Buffer;
  readonly etag: string;
}

/** GraphiQL without internet: the page and every file that it needs, served from here. */
export interface GraphiQL {
  /** Paths of the files, for routing. */
  owns(path: string): boolean;
  page(response: ServerResponse, host: string): void;
  file(path: string, ifNoneMatch: string | undefined, response: ServerResponse): Promise<void>;
}

/** @param login whether people can sign on in a browser: then the page says who has */
export function createGraphiQL(examples: readonly ExampleOperation[], login: boolean): GraphiQL {
  const start = `${startScript(examples)}${login ? signOnScript : ''}`;
  let assets: Promise<ReadonlyMap<string, Asset>> | null = null;
  return {
    owns: (path) => path.startsWith(`${base}/`),
    page(response, host) {
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': graphiqlPolicy(host),
        'content-length': Buffer.byteLength(html),
      });
      response.end(html);
    },
    async file(path, ifNoneMatch, response) {
      assets ??= loadAssets(start);
      const asset = (await assets).get(path.slice(base.length + 1));
      if (!asset) {
        response.writeHead(404);
        response.end();
        return;
      }
      const headers = { 'cache-control': 'no-cache', etag: asset.etag };
      if (ifNoneMatch === asset.etag) {
        response.writeHead(304, headers);
        response.end();
        return;
      }
      response.writeHead(200, { ...headers, 'content-type': asset.type, 'content-length': asset.body.length });
      response.end(asset.body);
    },
  };
}

/** Megabytes of script as text: read when the first browser asks, and kept. */
async function loadAssets(start: string): Promise<ReadonlyMap<string, Asset>> {
  const bundle = await import('@graphql-yoga/render-graphiql/graphiql');
  const script = 'text/javascript; charset=utf-8';
  const asset = (type: string, text: string): Asset => {
    const body = Buffer.from(text);
    return { type, body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
  };
  return new Map([
    ['graphiql.js', asset(script, bundle.js)],
    ['graphiql.css', asset('text/css; charset=utf-8', bundle.css)],
    ['editor-worker.js', asset(script, bundle.editorWorkerService)],
    ['json-worker.js', asset(script, bundle.jsonWorker)],
    ['graphql-worker.js', asset(script, bundle.graphqlWorker)],
    ['start.js', asset(script, start)],
    ['page.css', asset('text/css; charset=utf-8', pageStyle)],
  ]);
}

const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Tenantry</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${base}/graphiql.css" />
    <link rel="stylesheet" href="${base}/page.css" />
  </head>
  <body class="no-focus-outline">
    <noscript>GraphiQL needs JavaScript. The graph itself is served here by POST with content-type: application/json.</noscript>
    <div id="sign-on" hidden></div>
    <div id="root"></div>
    <script src="${base}/graphiql.js" defer></script>
    <script src="${base}/start.js" defer></script>
  </body>
</html>
`;

function startScript(examples: readonly ExampleOperation[]): string {
  const options = {
    // No endpoint: it is where the page is, and one that is named here goes before that of subscriptions, too.
    title: 'Tenantry',
    logo: '<span></span>',
    // Over SSE, which gets what the headers editor holds; over a WebSocket a page cannot send headers.
    subscriptionsProtocol: 'GRAPHQL_SSE',
    subscriptionsEndpoint: '/graphql/stream',
    // Queries as POST, which the protection against forgeries lets through.
    method: 'POST',
    ...(examples.length > 0 ? { defaultTabs: examples } : {}),
  };
  return `globalThis.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl(_module, label) {
    const workers = { json: 'json-worker.js', graphql: 'graphql-worker.js' };
    return '${base}/' + (workers[label] ?? 'editor-worker.js');
  },
};
YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), ${JSON.stringify(options)});
`;
}

const pageStyle = `body{margin:0;height:100vh;display:flex;flex-direction:column}#root{flex:1;min-height:0}
#sign-on{display:flex;gap:1em;justify-content:flex-end;padding:6px 12px;font:14px sans-serif;background:#222;color:#eee}
#sign-on[hidden]{display:none}#sign-on :is(a,button){color:#9cf;background:none;border:0;padding:0;font:inherit;cursor:pointer}
`;

/** Says who is signed on, above GraphiQL. Its queries go with the browser's session, unless the headers editor has a token. */
const signOnScript = `fetch('/auth/session').then((response) => response.json()).then(({ signOn, person }) => {
  if (!signOn) return;
  const bar = document.querySelector('#sign-on');
  const add = (kind, text) => {
    const element = bar.appendChild(document.createElement(kind));
    element.textContent = text;
    return element;
  };
  if (person) {
    add('span', 'Signed on as ' + person.displayName).title = person.name;
    add('button', 'Sign off').onclick = () =>
      fetch('/auth/logout', { method: 'POST' }).then(() => globalThis.location.reload());
  } else {
    add('span', 'Not signed on');
    add('a', 'Sign on').href = '/auth/login';
  }
  bar.hidden = false;
});
`;
