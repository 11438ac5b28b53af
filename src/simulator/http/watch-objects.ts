import type { ServerResponse } from 'node:http';
import type { Clock } from '../../lib/clock.ts';
import type { KubeObject } from '../objects/kube-object.ts';
import type { Random } from '../objects/random.ts';
import { groupVersion } from '../objects/resources.ts';
import type { Resource } from '../objects/resources.ts';
import { badRequest, expired, invalid, tooLargeResourceVersion, unreasoned } from '../objects/status.ts';
import type { Status } from '../objects/status.ts';
import type { Change } from '../store/change-log.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { flag, unknownOptions, wholeNumber } from './api-request.ts';
import { badVersion } from './list-objects.ts';
import type { Reply } from './reply.ts';
import { refuse } from './reply.ts';
import { readSelection } from './selection.ts';

const options = [
  'watch',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'allowWatchBookmarks',
  'timeoutSeconds',
  'labelSelector',
  'fieldSelector',
  'limit',
  'pretty',
];

/** How often a watch that wants bookmarks gets one, in milliseconds. */
const bookmarkInterval = 60_000;
/** How long before its end a watch gets its last bookmark, in milliseconds. */
const lastBookmark = 2_000;
/** A reader that is this many bytes behind is cut off, as API servers do. */
const maximumBacklog = 16 * 1024 * 1024;

export interface WatchContext {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * A watch: the present state first where it is asked for, then every change in the order of resourceVersions.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export function watchObjects(
  context: WatchContext,
  resource: Resource,
  namespace: string | undefined,
  query: URLSearchParams,
): Reply {
  const { store } = context;
  const refusal = unknownOptions(query, options) ?? wrongOptions(query);
  if (refusal !== undefined) return refuse(refusal);
  const selection = readSelection(query, resource, namespace);
  if ('refusal' in selection) return refuse(selection.refusal);
  const asked = wholeNumber(query, 'resourceVersion');
  if (asked === null) return refuse(unreasoned(badVersion(query)));
  const timeout = wholeNumber(query, 'timeoutSeconds');
  if (timeout === null)
    return refuse(badRequest(`timeoutSeconds: invalid value "${query.get('timeoutSeconds') ?? ''}"`));
  const initial = flag(query, 'sendInitialEvents');
  const synthetic = initial || (!query.has('sendInitialEvents') && (asked ?? 0) === 0);
  const seconds = timeout === undefined || timeout === 0 ? 1800 * (1 + context.random()) : timeout;

  return {
    stream(response) {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.flushHeaders();
      const stream = new WatchStream(context, resource, response, selection.matches);
      if (initial && asked !== undefined && asked > store.resourceVersion()) {
        stream.fail(tooLargeResourceVersion(asked, store.resourceVersion()));
        return;
      }
      if (synthetic) {
        stream.sendState(store.list(resource.name).filter(selection.matches));
        if (initial && flag(query, 'allowWatchBookmarks')) stream.sendBookmark(true);
        stream.follow();
      } else {
        const missed = store.changes.since(resource.name, asked ?? store.resourceVersion());
        if (missed === undefined) {
          stream.fail(expired(`too old resource version: ${asked ?? 0} (${store.changes.oldest(resource.name)})`));
          return;
        }
        for (const change of missed) stream.sendChange(change);
        stream.follow(asked);
      }
      stream.endAfter(seconds * 1000, flag(query, 'allowWatchBookmarks'));
    },
  };
}

class WatchStream {
  readonly #context: WatchContext;
  readonly #resource: Resource;
  readonly #response: ServerResponse;
  readonly #matches: (object: KubeObject) => boolean;
  readonly #endings: (() => void)[] = [];

  constructor(
    context: WatchContext,
    resource: Resource,
    response: ServerResponse,
    matches: (object: KubeObject) => boolean,
  ) {
    this.#context = context;
    this.#resource = resource;
    this.#response = response;
    this.#matches = matches;
    response.on('close', () => this.#stop());
  }

  /** The present objects, each as if it were new. */
  sendState(objects: readonly KubeObject[]): void {
    for (const object of objects) this.#send('ADDED', object);
  }

  /** A change as it looks through the selectors: what moves into or out of sight is added or deleted. */
  sendChange({ object, previous, type }: Change): void {
    const before = previous !== undefined && this.#matches(previous);
    const after = type !== 'DELETED' && this.#matches(object);
    if (before && after) this.#send('MODIFIED', object);
    else if (after) this.#send('ADDED', object);
    // A deletion shows the state that was last seen, with the resourceVersion of the event.
    else if (before) {
      this.#send('DELETED', {
        ...previous,
        metadata: { ...previous.metadata, resourceVersion: object.metadata.resourceVersion },
      });
    }
  }

  /** Sends what is written from now on, or, where the client is ahead of this server, once that version is passed. */
  follow(after = 0): void {
    const end = this.#context.store.subscribe((change) => {
      if (change.resource === this.#resource.name && change.resourceVersion > after) this.sendChange(change);
    });
    this.#endings.push(end);
  }

  sendBookmark(initialEventsEnd: boolean): void {
    const annotations = initialEventsEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
    const metadata = { resourceVersion: String(this.#context.store.resourceVersion()), ...annotations };
    this.#send('BOOKMARK', { ...emptyOf(this.#resource), metadata });
  }

  fail(status: Status): void {
    this.#send('ERROR', status);
    this.#response.end();
  }

  endAfter(milliseconds: number, bookmarks: boolean): void {
    const { clock } = this.#context;
    const end = clock.now() + milliseconds;
    this.#endings.push(clock.after(milliseconds, () => this.#response.end()));
    if (!bookmarks) return;
    let cancel = (): void => {};
    const plan = (): void => {
      const left = end - lastBookmark - clock.now();
      if (left <= 0) return;
      cancel = clock.after(Math.min(left, bookmarkInterval), () => {
        this.sendBookmark(false);
        plan();
      });
    };
    plan();
    this.#endings.push(() => cancel());
  }

  #send(type: string, object: unknown): void {
    if (this.#response.destroyed || this.#response.writableEnded) return;
    this.#response.write(`${JSON.stringify({ type, object })}\n`);
    if (this.#response.writableLength > maximumBacklog) this.#response.destroy();
  }

  #stop(): void {
    for (const end of this.#endings.splice(0)) end();
  }
}

/** What an API server's encoder makes of an empty object of a kind. */
function emptyOf(resource: Resource): object {
  return { kind: resource.kind, apiVersion: groupVersion(resource) };
}

function wrongOptions(query: URLSearchParams): Status | undefined {
  const match = query.get('resourceVersionMatch') ?? '';
  const field = 'resourceVersionMatch';
  const wrong = (message: string): Status =>
    invalid({ name: 'ListOptions', group: 'meta.k8s.io' }, '', [{ reason: 'FieldValueForbidden', message, field }]);
  if (query.has('sendInitialEvents') && match !== 'NotOlderThan') {
    return wrong('Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  }
  if (!query.has('sendInitialEvents') && match !== '') {
    return wrong('Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
  }
  return undefined;
}
