import type { Clock } from '../../lib/clock.ts';
import type { WholeFleet } from '../fleet/fleet.ts';
import type { AppKey, EnvironmentKey } from '../fleet/keys.ts';
import { containersOf, hasStarted } from './container-runs.ts';
import type { ContainerFilter, LoggingContainer } from './container-runs.ts';
import { followContainer, markOf } from './follow-container.ts';
import type { FollowStart } from './follow-container.ts';
import type { LogMark } from './follow-event.ts';
import type { LineView } from './line-view.ts';
import { encodeLogCursor } from './log-cursor.ts';
import type { ContainerPlace } from './log-cursor.ts';
import type { LogLine } from './line-view.ts';
import { firstPosition } from './log-position.ts';
import { MergeBuffer } from './merge-buffer.ts';
import { checkContainers } from './read-logs.ts';
import { startOfTail } from './start-of-tail.ts';

/** One element of the stream of an app's logs. */
export interface LogEvent {
  /** In order. */
  readonly lines: readonly LogLine[];
  /** What happened behind these lines. */
  readonly marks: readonly LogMark[];
  /** Behind all of it. */
  readonly cursor: string;
}

export interface FollowOptions {
  readonly filter: ContainerFilter;
  readonly view: LineView;
  /** Where the reader is; null: at the last `tail` lines of each container. */
  readonly after: readonly ContainerPlace[] | null;
  readonly tail: number;
}

/** Containers that one stream follows. */
export const mostFollowed = 200;
/** Lines of one event. */
const mostLines = 500;
/** Unwanted lines after which an event tells how far the reader is all the same. */
const mostUnwanted = 10_000;

interface Followed {
  readonly container: LoggingContainer;
  readonly ending: AbortController;
  place: Pick<ContainerPlace, 'restart' | 'position' | 'over'>;
}

/** Follows the logs of an app until the signal aborts. @throws ArgumentError INVALID where it has too many containers */
export async function* followLogs(
  app: AppKey,
  {
    fleet,
    clock,
  }: {
    readonly fleet: Pick<WholeFleet, 'app' | 'instancePods' | 'environmentOf' | 'onAppChange'>;
    readonly clock: Clock;
  },
  { filter, view, after, tail }: FollowOptions,
  signal: AbortSignal,
): AsyncGenerator<LogEvent, void> {
  const merged = new MergeBuffer<Followed>(clock);
  const followed = new Map<string, Followed>();
  const known = new Map((after ?? []).map((place) => [keyOf(place), place]));
  const joined: LogMark[] = [];
  const starting: Promise<FollowStart>[] = [];
  const all = new AbortController();
  let isFirst = true;

  /** Containers that are there and are not followed yet. */
  function look(): void {
    const found = findContainers();
    if (found === null) return;
    const present = new Set<string>();
    for (const { now, ...container } of found) {
      const key = keyOf({ clusterId: container.cluster.id, ...container });
      present.add(key);
      if (followed.has(key) || followed.size >= mostFollowed) continue;
      const place = known.get(key);
      const isOld = place !== undefined || (isFirst && after === null);
      begin(key, container, place ?? (isOld ? null : { restart: 0, position: firstPosition, over: false }));
      if (!isOld) joined.push(markOf('JOINED', { ...container, restart: now.restarts }, clock.now()));
    }
    for (const [key, { container, ending }] of followed) {
      // A pod that is there and in another environment has moved away, and with it the right to read it.
      if (present.has(key)) continue;
      const pod = container.cluster.pods.get(container.podUid);
      if (pod !== undefined && !isOf(app, fleet.environmentOf({ cluster: container.cluster, pod }))) ending.abort();
    }
    if (isFirst) joined.push(...goneSince(found, present));
    isFirst = false;
    merged.wake();
  }

  /** Of the containers where the reader was, those that are gone. */
  function goneSince(found: readonly LoggingContainer[], present: ReadonlySet<string>): readonly LogMark[] {
    const clusters = new Map(found.map(({ cluster }) => [cluster.id, cluster]));
    return [...known].flatMap(([key, { clusterId, namespace, pod, podUid, container, restart, over }]) => {
      const cluster = clusters.get(clusterId);
      if (present.has(key) || cluster === undefined || cluster.pods.freshness.stale) return [];
      const run = { cluster, namespace, pod, podUid, container, restart };
      const message = 'The pod is gone, and the rest of its log.';
      const ended = markOf('ENDED', run, clock.now());
      return over ? [ended] : [markOf('GAP', run, clock.now(), { message }), ended];
    });
  }

  function findContainers() {
    try {
      const found = fleet.app(app, app.name, app.kind);
      if (found === undefined) return [];
      const pods = found.instances.flatMap((instance) =>
        fleet.instancePods(instance).map((pod) => ({ cluster: instance.cluster, pod })),
      );
      return containersOf(pods, filter);
    } catch {
      // While a cluster is away that may hold it, nothing is known to have gone.
      return null;
    }
  }

  /** @param place null: at the container's last lines */
  function begin(key: string, container: LoggingContainer, place: Followed['place'] | null): void {
    const ending = new AbortController();
    const stop = AbortSignal.any([all.signal, ending.signal]);
    const now = container.cluster.pods
      .get(container.podUid)
      ?.containers.find(({ name }) => name === container.container);
    const at = place ?? { restart: now?.restarts ?? 0, position: firstPosition, over: false };
    const one: Followed = { container, ending, place: at };
    followed.set(key, one);
    const atTail =
      place === null && now !== undefined && hasStarted(now)
        ? startOfTail({ ...container, restart: at.restart }, tail, clock.now(), stop)
        : null;
    const items = async function* () {
      const start: FollowStart = (await atTail) ?? { ...at, hasBacklog: known.has(key) };
      one.place = start;
      yield* followContainer(container, start, { view, clock }, stop);
    };
    if (atTail !== null) starting.push(atTail);
    void merged.add(one, items(), stop);
  }

  function cursor(): string {
    const places = [...followed.values()].map(({ container, place }) => {
      const { restart, position, over } = place;
      const { cluster, namespace, pod, podUid, container: name } = container;
      return { clusterId: cluster.id, namespace, pod, podUid, container: name, restart, position, over };
    });
    return encodeLogCursor(app, places);
  }

  const first = findContainers() ?? [];
  checkContainers(first.length, mostFollowed);
  const unfollow = fleet.onAppChange(app, look);
  const wake = () => merged.wake();
  signal.addEventListener('abort', wake);
  try {
    look();
    // A cursor before that would name places of which nobody knows where they are.
    await Promise.all(starting);
    for (let isFirstEvent = true; !signal.aborted;) {
      const changed = merged.changed();
      const lines: LogLine[] = [];
      const marks: LogMark[] = joined.splice(0);
      let unwanted = 0;
      while (marks.length === 0 && lines.length < mostLines && unwanted < mostUnwanted) {
        const next = merged.take();
        if (next === null) break;
        const { key, item } = next;
        if (item.type === 'LINE') {
          key.place = { restart: item.run.restart, position: item.position, over: false };
          if (item.line === null) unwanted += 1;
          else lines.push(item.line);
        } else {
          key.place = item.place;
          marks.push(item.mark);
          if (item.mark.kind === 'ENDED') {
            followed.delete(keyOf({ clusterId: key.container.cluster.id, ...key.container }));
          }
        }
      }
      // The first one comes at once: whoever loses the connection has a place to go on from.
      if (isFirstEvent || lines.length > 0 || marks.length > 0 || unwanted >= mostUnwanted) {
        isFirstEvent = false;
        yield { lines, marks, cursor: cursor() };
      } else await changed;
    }
  } finally {
    signal.removeEventListener('abort', wake);
    unfollow();
    all.abort();
  }
}

function isOf(app: AppKey, environment: EnvironmentKey | undefined): boolean {
  return environment?.tenant === app.tenant && environment.environment === app.environment;
}

function keyOf(place: Pick<ContainerPlace, 'clusterId' | 'podUid' | 'container'>): string {
  return `${place.clusterId} ${place.podUid} ${place.container}`;
}
