import { describe, expect, it } from 'vitest';
import { projectNodeUsage, projectPodUsage } from './project-usage.ts';

const pod = (more: object = {}) => ({
  metadata: { name: 'web-1', namespace: 'acme-prod', labels: { app: 'web' } },
  timestamp: '2026-01-01T00:00:30Z',
  window: '14.99s',
  containers: [
    { name: 'main', usage: { cpu: '1500000n', memory: '2Ki' } },
    { name: 'proxy', usage: { cpu: '250u', memory: '3Mi' } },
  ],
  ...more,
});
const at = Date.UTC(2026, 0, 1, 0, 0, 30);

describe('samples of a metrics API', () => {
  it('are read in cores and bytes', () => {
    expect(projectPodUsage(pod())).toEqual({
      namespace: 'acme-prod',
      name: 'web-1',
      sample: {
        at,
        windowMs: 14_990,
        containers: new Map([
          ['main', { cpu: 0.0015, memory: 2048 }],
          ['proxy', { cpu: 0.00025, memory: 3 * 2 ** 20 }],
        ]),
      },
    });
    const node = { metadata: { name: 'node-1' }, timestamp: '2026-01-01T00:00:30Z', window: '1m0.5s' };
    expect(projectNodeUsage({ ...node, usage: { cpu: '2', memory: '1.5Gi' } })).toEqual({
      namespace: '',
      name: 'node-1',
      sample: { at, windowMs: 60_500, cpu: 2, memory: 1.5 * 2 ** 30 },
    });
  });

  it.each(['100m', '100000u', '0.1', '1e-1', '100000000n'])('knows %s for a tenth of a core', (cpu) => {
    const found = projectPodUsage(pod({ containers: [{ name: 'main', usage: { cpu, memory: '1' } }] }));
    expect(found?.sample.containers.get('main')?.cpu).toBe(0.1);
  });

  it.each<[string, object]>([
    ['no name', { metadata: { namespace: 'acme-prod' } }],
    ['no namespace', { metadata: { name: 'web-1' } }],
    ['no time', { timestamp: 'yesterday' }],
    ['no containers', { containers: [] }],
    ['a negative amount', { containers: [{ name: 'main', usage: { cpu: '-1', memory: '1' } }] }],
    ['an amount that is none', { containers: [{ name: 'main', usage: { cpu: 'much', memory: '1' } }] }],
    ['half of the amounts', { containers: [{ name: 'main', usage: { cpu: '1' } }] }],
    ['more than there can be', { containers: [{ name: 'main', usage: { cpu: '1', memory: '9e99' } }] }],
  ])('do not count with %s', (_what, more) => {
    expect(projectPodUsage(pod(more))).toBeNull();
  });

  it.each(['', 'soon', '-3s', '3', '3s and more'])('have no window where it says %j', (window) => {
    expect(projectPodUsage(pod({ window }))?.sample.windowMs).toBe(0);
  });
});
