import type { ServerResponse } from 'node:http';
import type { Clock } from '../../lib/clock.ts';
import type { ContainerStatus, Pod } from '../objects/pod.ts';
import { badRequest } from '../objects/status.ts';
import { flag, unknownOptions, wholeNumber } from './api-request.ts';
import type { Reply } from './reply.ts';
import { refuse } from './reply.ts';

export interface LogLine {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number;
  readonly text: string;
}

/** Where the lines of a container come from. */
export interface LogSource {
  /** The lines of the running container, or of the one before it, up to `until`, oldest first. */
  lines(pod: Pod, container: ContainerStatus, previous: boolean, until: number): readonly LogLine[];
}

const options = [
  'container',
  'follow',
  'previous',
  'sinceSeconds',
  'sinceTime',
  'timestamps',
  'tailLines',
  'limitBytes',
  'pretty',
];
/** How often a followed log is looked at, in milliseconds. */
const followInterval = 500;

/**
 * The log of one container of a pod. `present`: the pod of that name as it is at the moment: a log that is followed ends with its run.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#get-read-log-of-the-specified-pod
 */
export function podLog(
  source: LogSource,
  clock: Clock,
  pod: Pod,
  query: URLSearchParams,
  present: () => Pod | undefined,
): Reply {
  const refusal = unknownOptions(query, options);
  if (refusal !== undefined) return refuse(refusal);
  const name = chooseContainer(pod, query.get('container') ?? '');
  if (typeof name !== 'string') return refuse(name.refusal);
  const status = pod.status.containerStatuses?.find((container) => container.name === name);
  const previous = flag(query, 'previous');
  if (previous && status?.lastState.terminated === undefined) {
    return refuse(badRequest(`previous terminated container "${name}" in pod "${pod.metadata.name}" not found`));
  }
  const waiting = status?.state.waiting;
  const started = status !== undefined && (status.restartCount > 0 || waiting === undefined);
  if (!started) {
    const why = waiting?.reason ?? 'ContainerCreating';
    return refuse(badRequest(`container "${name}" in pod "${pod.metadata.name}" is waiting to start: ${why}`));
  }
  const view = readView(query, clock.now());
  if (view === undefined) return refuse(badRequest('tailLines, limitBytes and sinceSeconds are whole numbers'));
  const lines = source.lines(pod, status, previous, clock.now());
  // As a kubelet: of the last lines those that are new enough.
  const last = view.tail === undefined ? lines : view.tail === 0 ? [] : lines.slice(-view.tail);
  const text = last
    .filter((line) => line.at >= view.since)
    .map(view.print)
    .join('');
  if (!flag(query, 'follow') || previous) return { code: 200, text: text.slice(0, view.limit) };
  const following = { pod, status, text, print: view.print, present };
  return { stream: (response) => follow(response, source, clock, following) };
}

interface View {
  readonly since: number;
  readonly tail: number | undefined;
  readonly limit: number | undefined;
  readonly print: (line: LogLine) => string;
}

function readView(query: URLSearchParams, now: number): View | undefined {
  const tail = wholeNumber(query, 'tailLines');
  const limit = wholeNumber(query, 'limitBytes');
  const seconds = wholeNumber(query, 'sinceSeconds');
  if (tail === null || limit === null || seconds === null) return undefined;
  const sinceTime = Date.parse(query.get('sinceTime') ?? '');
  const since = seconds === undefined ? (Number.isNaN(sinceTime) ? 0 : sinceTime) : now - seconds * 1000;
  const stamped = flag(query, 'timestamps');
  const print = ({ at, text }: LogLine): string =>
    `${stamped ? `${new Date(at).toISOString().replace('Z', '000000Z')} ` : ''}${text}\n`;
  return { since, tail, limit, print };
}

function chooseContainer(pod: Pod, asked: string): string | { readonly refusal: ReturnType<typeof badRequest> } {
  const names = pod.spec.containers.map((container) => container.name);
  const [only] = names;
  if (asked === '' && names.length === 1 && only !== undefined) return only;
  if (asked === '') {
    const list = names.join(' ');
    return {
      refusal: badRequest(`a container name must be specified for pod ${pod.metadata.name}, choose one of: [${list}]`),
    };
  }
  if (!names.includes(asked))
    return { refusal: badRequest(`container ${asked} is not valid for pod ${pod.metadata.name}`) };
  return asked;
}

interface Following {
  readonly pod: Pod;
  readonly status: ContainerStatus;
  readonly text: string;
  readonly print: (line: LogLine) => string;
  readonly present: () => Pod | undefined;
}

function follow(
  response: ServerResponse,
  source: LogSource,
  clock: Clock,
  { pod, status, text, print, present }: Following,
): void {
  response.writeHead(200, { 'Content-Type': 'text/plain' });
  response.flushHeaders();
  response.write(text);
  let shownUntil = clock.now();
  let cancel = (): void => {};
  const look = (): void => {
    const now = clock.now();
    const found = present();
    const isThere = found?.metadata.uid === pod.metadata.uid;
    const state = isThere ? found.status.containerStatuses?.find(({ name }) => name === status.name) : undefined;
    const isPrevious = state !== undefined && state.restartCount > status.restartCount;
    for (const line of source.lines(pod, state ?? status, isPrevious, now)) {
      if (line.at > shownUntil) response.write(print(line));
    }
    shownUntil = now;
    if (state?.state.running === undefined || isPrevious) response.end();
    else cancel = clock.after(followInterval, look);
  };
  cancel = clock.after(followInterval, look);
  response.on('close', () => cancel());
}
