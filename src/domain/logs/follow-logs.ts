import type { Clock } from '../../lib/clock.ts';
import { processTurns } from '../../lib/turns.ts';
import type { ClusterSource } from '../clusters/cluster-source.ts';
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
const tooMany = {
  message: `A stream follows at most ${mostFollowed} containers: this one is left out until others have ended. Name some with clusters, pods or containers.`,
};
/** Lines of one event. */
const mostLines = 500;
/** How far the clocks of clusters may be apart from this one. Milliseconds. */
const sameTimeMs = 60_000;
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
    random,
  }: {
    readonly fleet: Pick<WholeFleet, 'app' | 'clusterById' | 'instancePods' | 'environmentOf' | 'onAppChange'>;
    readonly clock: Clock;
    /** 0 ≤ x < 1. */
    readonly random: () => number;
  },
  { filter, view, after, tail }: FollowOptions,
  signal: AbortSignal,
): AsyncGenerator<LogEvent, void> {
  const merged = new MergeBuffer<Followed>(clock);
  const followed = new Map<string, Followed>();
  /** Where the reader is in logs that are not followed now: theirs are not there yet, or not any more. */
  const known = new Map((after ?? []).map((place) => [keyOf(place), place]));
  /** Of these, those whose pods are shown here no more: what becomes of them is not told. */
  const away = new Set<string>();
  /** Those for which there is no room. */
  const leftOut = new Set<string>();
  /** Clusters in which the app was found, and its pods. */
  const looked = new Set<string>();
  const startedAt = clock.now();
  const joined: LogMark[] = [];
  const starting: Promise<FollowStart>[] = [];
  const all = new AbortController();
  const slice = processTurns.begin();
  let isFirst = true;

  /** Containers that are there and are not followed yet. */
  function look(): void {
    const found = findContainers();
    if (found === null) return;
    const present = new Set<string>();
    for (const { now, createdAt, ...container } of found.containers) {
      const key = keyOf({ clusterId: container.cluster.id, ...container });
      present.add(key);
      const same = followed.get(key);
      // Its connection was changed: what the cluster was known by before tells nothing any more.
      if (same !== undefined && same.container.cluster !== container.cluster) leave(key, same);
      if (followed.has(key)) continue;
      if (followed.size >= mostFollowed) {
        // Told once; it is followed as soon as there is room.
        if (!leftOut.has(key))
          joined.push(markOf('GAP', { ...container, restart: now.restarts }, clock.now(), tooMany));
        leftOut.add(key);
        continue;
      }
      const place = known.get(key);
      const isLate = !looked.has(container.cluster.id) && createdAt < startedAt - sameTimeMs;
      const isOld = place !== undefined || (after === null && (isFirst || isLate));
      begin(key, container, place ?? (isOld ? null : { restart: 0, position: firstPosition, over: false }));
      if (!isOld) joined.push(markOf('JOINED', { ...container, restart: now.restarts }, clock.now()));
    }
    for (const [key, one] of followed) {
      const { cluster, podUid } = one.container;
      if (present.has(key)) continue;
      const pod = cluster.pods.get(podUid);
      const environment = pod === undefined ? undefined : fleet.environmentOf({ cluster, pod });
      if (pod === undefined || isOf(app, environment)) continue;
      // It has moved away, is hidden, or its cluster was removed: the right to read it is gone, and may come back.
      leave(key, one);
      // Of a cluster that is not there, it is told when it comes back without the pod.
      if (environment !== undefined || fleet.clusterById(cluster.id)?.pods.get(podUid) !== undefined) away.add(key);
    }
    for (const key of leftOut) if (!present.has(key)) leftOut.delete(key);
    for (const { id, pods } of found.clusters) if (pods.availability.status === 'SYNCED') looked.add(id);
    joined.push(...goneFrom(found.clusters));
    isFirst = false;
    merged.wake();
  }

  /** Ends following it; where it comes back, it goes on from where it was. */
  function leave(key: string, { container, ending, place }: Followed): void {
    ending.abort();
    followed.delete(key);
    const { cluster, namespace, pod, podUid, container: name } = container;
    known.set(key, { clusterId: cluster.id, namespace, pod, podUid, container: name, ...placeOf(place) });
  }

  /** Of the containers where the reader was, those that are known to be gone: told once. */
  function goneFrom(clusters: readonly ClusterSource[]): readonly LogMark[] {
    const byId = new Map(clusters.map((cluster) => [cluster.id, cluster]));
    return [...known].flatMap(([key, { clusterId, namespace, pod, podUid, container, restart, over }]) => {
      const cluster = byId.get(clusterId);
      if (cluster === undefined || cluster.pods.availability.status !== 'SYNCED') return [];
      if (cluster.pods.freshness.stale || cluster.pods.get(podUid) !== undefined) return [];
      known.delete(key);
      if (away.has(key)) return [];
      const run = { cluster, namespace, pod, podUid, container, restart };
      const message = 'The pod is gone, and the rest of its log.';
      const ended = markOf('ENDED', run, clock.now());
      return over ? [ended] : [markOf('GAP', run, clock.now(), { message }), ended];
    });
  }

  function findContainers() {
    try {
      const instances = fleet.app(app, app.name, app.kind)?.instances ?? [];
      const pods = instances.flatMap((instance) =>
        fleet.instancePods(instance).map((pod) => ({ cluster: instance.cluster, pod })),
      );
      return { containers: containersOf(pods, filter), clusters: instances.map(({ cluster }) => cluster) };
    } catch {
      // While a cluster is away that may hold it, nothing is known to have gone.
      return null;
    }
  }

  /** @param place null: at the container's last lines */
  function begin(key: string, container: LoggingContainer, place: Followed['place'] | null): void {
    const ending = new AbortController();
    const stop = AbortSignal.any([signal, all.signal, ending.signal]);
    const now = container.cluster.pods
      .get(container.podUid)
      ?.containers.find(({ name }) => name === container.container);
    const at = place ?? { restart: now?.restarts ?? 0, position: firstPosition, over: false };
    const one: Followed = { container, ending, place: at };
    const wasKnown = known.delete(key);
    const wasLeftOut = leftOut.delete(key);
    away.delete(key);
    followed.set(key, one);
    const atTail =
      place === null && now !== undefined && hasStarted(now)
        ? startOfTail({ ...container, restart: at.restart }, tail, clock.now(), stop)
        : null;
    const items = async function* () {
      const start: FollowStart = (await atTail) ?? { ...placeOf(at), hasBacklog: wasKnown || wasLeftOut };
      one.place = start;
      yield* followContainer(container, start, { view, clock, random }, stop);
    };
    if (atTail !== null) starting.push(atTail);
    void merged.add(one, items(), stop);
  }

  function cursor(): string {
    const places = [...followed.values()].map(({ container, place }) => {
      const { cluster, namespace, pod, podUid, container: name } = container;
      return { clusterId: cluster.id, namespace, pod, podUid, container: name, ...placeOf(place) };
    });
    return encodeLogCursor(app, [...places, ...known.values()]);
  }

  checkContainers(findContainers()?.containers.length ?? 0, mostFollowed);
  const unfollow = fleet.onAppChange(app, look);
  const wake = () => merged.wake();
  signal.addEventListener('abort', wake);
  try {
    look();
    for (let isFirstEvent = true; !signal.aborted;) {
      // A cursor before that would name places of which nobody knows where they are.
      while (starting.length > 0) await Promise.all(starting.splice(0));
      const changed = merged.changed();
      const lines: LogLine[] = [];
      const marks: LogMark[] = joined.splice(0);
      let unwanted = 0;
      while (marks.length === 0 && lines.length < mostLines && unwanted < mostUnwanted) {
        const next = merged.take();
        if (next === null) break;
        const { key, item } = next;
        // It was left meanwhile, and another goes on from the place that is kept.
        if (key.ending.signal.aborted) continue;
        if (item.type === 'LINE') {
          key.place = { restart: item.run.restart, position: item.position, over: false };
          if (item.line === null) unwanted += 1;
          else lines.push(item.line);
        } else {
          key.place = item.place;
          marks.push(item.mark);
          if (item.mark.kind === 'ENDED') {
            followed.delete(keyOf({ clusterId: key.container.cluster.id, ...key.container }));
            if (leftOut.size > 0) look();
          }
        }
      }
      // The first one comes at once: whoever loses the connection has a place to go on from.
      if (isFirstEvent || lines.length > 0 || marks.length > 0 || unwanted >= mostUnwanted) {
        isFirstEvent = false;
        yield { lines, marks, cursor: cursor() };
        const rest = slice.rest();
        if (rest !== undefined) await rest;
      } else await changed;
    }
  } finally {
    signal.removeEventListener('abort', wake);
    unfollow();
    all.abort();
  }
}

function placeOf({ restart, position, over }: Followed['place']): Followed['place'] {
  return { restart, position, over };
}

function isOf(app: AppKey, environment: EnvironmentKey | undefined): boolean {
  return environment?.tenant === app.tenant && environment.environment === app.environment;
}

function keyOf(place: Pick<ContainerPlace, 'clusterId' | 'podUid' | 'container'>): string {
  return `${place.clusterId} ${place.podUid} ${place.container}`;
}
