import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../lib/clock.ts';
import { send } from '../http/reply.ts';
import { expired, noSuchResource, notImplemented } from '../objects/status.ts';
import type { Status } from '../objects/status.ts';
import { createKindEncoder, encodeStatus, mediaTypes } from './kind-encoder.ts';
import type { Format, KindEncoder } from './kind-encoder.ts';
import type { Row } from './kind-log.ts';
import type { LoadCluster } from './load-cluster.ts';
import { discover, discoverVersion } from './load-discovery.ts';
import { apiVersionOf, loadKinds, namespaceKind, namespaceName } from './load-kinds.ts';
import type { LoadKind } from './load-kinds.ts';
import { watchLog } from './watch-log.ts';
import { write } from './write.ts';

/** The version that load clusters say they have: one that offers the streaming list. */
export const kubernetesVersion = 'v1.36.3';

/** Answers the requests to one load cluster. What it does not serve, it says so of. */
export function createLoadApi(
  cluster: LoadCluster,
  {
    gate,
    clock,
    formats,
  }: { readonly gate: () => Promise<void>; readonly clock: Clock; readonly formats: readonly Format[] },
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const lists = new Map<string, List>();
  let listsMade = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    await gate();
    const url = new URL(request.url ?? '/', 'http://load');
    const accept = request.headers.accept ?? '*/*';
    const format = formatOf(accept, formats);
    const path = url.pathname;
    if (request.method !== 'GET') {
      sendStatus(response, format, notImplemented(`${request.method} under load`));
    } else if (path === '/readyz' || path === '/livez') {
      send({ code: 200, text: 'ok' }, response);
    } else if (path === '/version') {
      const [major, minor] = kubernetesVersion.slice(1).split('.');
      send({ code: 200, json: { major, minor, gitVersion: kubernetesVersion } }, response);
    } else if (path === '/api' || path === '/apis') {
      send(discover(path, accept), response);
    } else {
      await serveResource(response, url, format);
    }
  }

  async function serveResource(response: ServerResponse, url: URL, format: Format): Promise<void> {
    const collection = loadKinds.find((kind) => pathOf(kind) === url.pathname);
    if (collection !== undefined) {
      const watch = ['1', 'true'].includes(url.searchParams.get('watch') ?? '');
      await (watch ? serveWatch : serveList)(response, collection, url, format);
      return;
    }
    const version = discoverVersion(url.pathname);
    const row = namespaceRow(/^\/api\/v1\/namespaces\/([^/]+)$/.exec(url.pathname)?.[1]);
    if (version !== undefined) send(version, response);
    else if (row === undefined) sendStatus(response, format, noSuchResource());
    else {
      response.writeHead(200, { 'content-type': mediaTypes[format] });
      response.end(encoderOf(namespaceKind, format).object(cluster, row));
    }
  }

  function namespaceRow(name: string | undefined): Row | undefined {
    if (name === undefined) return undefined;
    return cluster
      .log(namespaceKind)
      .snapshot()
      .find((row) => namespaceName(cluster, row) === name);
  }

  async function serveList(response: ServerResponse, kind: LoadKind, url: URL, format: Format): Promise<void> {
    const limit = Number(url.searchParams.get('limit') ?? 0) || Infinity;
    const token = url.searchParams.get('continue') ?? '';
    const list = token === '' ? begin(kind) : lists.get(token.split(' ')[0] ?? '');
    if (list === undefined) {
      sendStatus(response, format, expired('The provided continue parameter is too old.'));
      return;
    }
    const from = Number(token.split(' ')[1] ?? 0);
    const rows = list.rows.slice(from, from + limit);
    const left = list.rows.length - from - rows.length;
    const meta = {
      resourceVersion: list.resourceVersion,
      ...(left > 0 && { continue: `${list.id} ${from + rows.length}`, remainingItemCount: left }),
    };
    response.writeHead(200, { 'content-type': mediaTypes[format] });
    for (const bytes of encoderOf(kind, format).list(cluster, rows, meta)) {
      await gate();
      await write(response, bytes);
      if (response.destroyed) return;
    }
    response.end();
    if (left === 0) lists.delete(list.id);
  }

  /** Every page of a list shows the objects as they were when it began. */
  function begin(kind: LoadKind): List {
    const id = String((listsMade += 1));
    const list = { id, rows: cluster.log(kind).snapshot(), resourceVersion: String(cluster.resourceVersion) };
    lists.set(id, list);
    for (const old of lists.keys()) {
      if (lists.size <= listsKept) break;
      lists.delete(old);
    }
    return list;
  }

  async function serveWatch(response: ServerResponse, kind: LoadKind, url: URL, format: Format): Promise<void> {
    const { searchParams: query } = url;
    const initial = query.get('sendInitialEvents') === 'true';
    const version = Number(query.get('resourceVersion') || cluster.resourceVersion);
    response.writeHead(200, {
      'content-type': format === 'json' ? mediaTypes.json : `${mediaTypes.protobuf};stream=watch`,
    });
    response.flushHeaders();
    const seconds = Number(query.get('timeoutSeconds')) || 3600;
    const cancelEnd = clock.after(seconds * 1000, () => response.end());
    await watchLog(
      {
        home: cluster,
        log: cluster.log(kind),
        encoder: encoderOf(kind, format),
        resourceVersion: () => cluster.resourceVersion,
        from: initial ? 'initial-events' : version,
        bookmarks: query.get('allowWatchBookmarks') === 'true',
        gate,
        clock,
      },
      response,
    );
    cancelEnd();
  }

  return answer;
}

interface List {
  readonly id: string;
  readonly rows: readonly Row[];
  readonly resourceVersion: string;
}

/** Lists of which the next page may still be asked for. */
const listsKept = 32;

/** Shared by all clusters: what differs between these is filled in. */
const encoders = new Map<string, KindEncoder>();

function encoderOf(kind: LoadKind, format: Format): KindEncoder {
  const key = `${kind.plural} ${format}`;
  const encoder = encoders.get(key) ?? createKindEncoder(kind, format);
  encoders.set(key, encoder);
  return encoder;
}

/** The first of the media types that are asked for which is served; JSON where none is. */
function formatOf(accept: string, formats: readonly Format[]): Format {
  const asked = accept.split(',').map((each) => each.split(';')[0]?.trim());
  const found = asked.map((type) => formats.find((format) => mediaTypes[format] === type));
  return found.find((format) => format !== undefined) ?? 'json';
}

function sendStatus(response: ServerResponse, format: Format, status: Status): void {
  response.writeHead(status.code, { 'content-type': mediaTypes[format] }).end(encodeStatus(format, status));
}

function pathOf(kind: LoadKind): string {
  return `${rootOf(kind)}/${apiVersionOf(kind)}/${kind.plural}`;
}

function rootOf({ group }: { readonly group: string }): string {
  return group === '' ? '/api' : '/apis';
}
