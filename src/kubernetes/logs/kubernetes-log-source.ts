import type { RunName } from '../../domain/logs/log-line.ts';
import type { LogSource } from '../../domain/logs/log-source.ts';
import { fail } from '../../lib/result.ts';
import { untraced } from '../../lib/tracing.ts';
import { LogFeed } from './log-feed.ts';
import { isGone, isOutlived } from './log-parts.ts';
import type { LogParts } from './log-parts.ts';
import { readLog } from './read-log.ts';

/** The logs of a cluster as its API server gives them: one connection for each run that is followed, however many follow. */
export function createKubernetesLogSource(parts: LogParts): LogSource {
  const feeds = new Map<string, LogFeed>();
  return {
    async read(run, range, take, signal) {
      const refused = parts.refusal();
      if (refused !== null) return fail(refused);
      if (isGone(parts, run)) return fail({ reason: 'NOT_FOUND', message: 'the pod is gone', retryable: false });
      if (isOutlived(parts, run)) {
        return fail({ reason: 'NOT_FOUND', message: 'the log of that run is gone', retryable: false });
      }
      return readLog(parts, run, range, take, signal);
    },
    follow(run, from, follower) {
      const key = keyOf(run);
      const known = feeds.get(key);
      if (known !== undefined) return known.add(follower);
      const feed = new LogFeed(parts, run, from, () => {
        if (feeds.get(key) === feed) feeds.delete(key);
      });
      feeds.set(key, feed);
      const leave = feed.add(follower);
      void untraced(() => feed.run());
      return leave;
    },
  };
}

function keyOf({ podUid, container, restart }: RunName): string {
  return `${podUid} ${container} ${restart}`;
}
