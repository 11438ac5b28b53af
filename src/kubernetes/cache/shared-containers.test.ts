import { describe, expect, it } from 'vitest';
import type { Container } from '../../domain/workloads/pod.ts';
import { sharedContainers } from './shared-containers.ts';

function running(name: string, image: string, more: Partial<Container> = {}): Container {
  return {
    name,
    image,
    init: false,
    state: 'RUNNING',
    ready: true,
    reason: null,
    message: null,
    exitCode: null,
    restarts: 0,
    startedAt: Date.now(),
    requests: { cpu: 0.1, memory: 64 },
    limits: null,
    lastTermination: null,
    ...more,
  };
}

const proxy = (): Container => running('proxy', 'proxy:1', { init: true });

describe('sharedContainers', () => {
  it('has one for all pods of an app, though a proxy that they all have comes first and they come in any order', () => {
    const apps = Array.from({ length: 20 }, (_, index) => `app:${index}`);
    const seen = Array.from({ length: 3 }, () =>
      apps.map((image) => sharedContainers([proxy(), running('app', image)])),
    );
    expect(new Set(seen.flat()).size).toBe(apps.length);
    expect(seen.flat()).not.toContain(null);
  });

  it('keeps what is asked for, whatever else pods of the image look like', () => {
    const well = sharedContainers([running('app', 'api:1')]);
    for (let restarts = 1; restarts < 30; restarts += 1) {
      sharedContainers([running('app', 'api:1', { restarts })]);
      expect(sharedContainers([running('app', 'api:1')])).toBe(well);
    }
  });

  it('has none for what a pod says alone', () => {
    const crashed = { reason: 'OOMKilled', message: '', exitCode: 137 };
    expect(sharedContainers([running('app', 'api:1', { lastTermination: crashed })])).toBeNull();
    expect(sharedContainers([running('app', 'api:1', { message: 'back-off 40s' })])).toBeNull();
    expect(sharedContainers([])).toBeNull();
  });
});
