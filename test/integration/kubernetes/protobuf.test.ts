import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CachedObject } from '../../../src/domain/clusters/cached-kind.ts';
import { builtInKinds } from '../../../src/kubernetes/kinds.ts';
import type { KindDefinition } from '../../../src/kubernetes/kinds.ts';
import { acceptOf, objectsDecoderOf, watchDecoderOf } from '../../../src/kubernetes/reflector/encoding.ts';
import { resourcePath } from '../../../src/kubernetes/transport/paths.ts';
import { sharedCluster } from '../../support/shared-clusters.ts';
import type { SharedClusterName } from '../../support/shared-clusters.ts';
import { waitFor } from '../../support/wait-for.ts';
import { environmentNamespace, uniqueName } from '../../support/workloads.ts';
import { nastyObjects, nastyStatus } from './nasty-objects.ts';

const kinds = Object.values<KindDefinition<CachedObject>>(builtInKinds);
const maxBytes = 32 * 1024 * 1024;

describe.each<SharedClusterName>(['eu-1', 'us-1'])('what %s tells in protobuf is what it tells in JSON', (name) => {
  const cluster = sharedCluster(name);
  const namespace = uniqueName('nasty');
  const { certificateAuthority: ca, certificate: cert, key } = cluster;
  const dispatcher = new Agent({ connect: { ca, cert, key } });

  beforeAll(async () => {
    await cluster.apply(environmentNamespace(namespace, uniqueName('nasty'), 'prod'), ...nastyObjects(namespace));
    const patched = await cluster.request('PATCH', `/api/v1/namespaces/${namespace}/pods/pod/status`, {
      body: { status: nastyStatus },
      contentType: 'application/merge-patch+json',
    });
    if (patched.status !== 200) throw new Error(`the status was not taken: ${JSON.stringify(patched.body)}`);
    await waitFor('a revision of each kind of workload', async () => {
      const sets = await cluster.request('GET', `/apis/apps/v1/namespaces/${namespace}/replicasets`);
      const revisions = await cluster.request('GET', `/apis/apps/v1/namespaces/${namespace}/controllerrevisions`);
      const [ofDeployments, ofOthers] = [sets, revisions].map(
        ({ body }) => (body as { items: unknown[] }).items.length,
      );
      // A paused Deployment makes none.
      return ofDeployments === 1 && ofOthers === 2;
    });
  });

  afterAll(async () => {
    await dispatcher.close();
    await cluster.kubectl(['delete', 'namespace', namespace, '--wait=false']);
  });

  /** Objects of the kind as they are projected, by uid and resource version, and the encoding that they came in. */
  async function list(kind: KindDefinition<CachedObject>, onlyJson: boolean) {
    const accept = acceptOf(kind, { onlyJson });
    const { headers, body } = await request(`${cluster.url}${resourcePath(kind.type)}`, {
      dispatcher,
      headers: { accept },
    });
    const contentType = String(headers['content-type']);
    const decoder = objectsDecoderOf(kind, { onlyJson: false }, contentType, maxBytes);
    const objects = new Map<string, CachedObject>();
    for await (const chunk of body) {
      for (const object of decoder.push(chunk as Uint8Array)) {
        objects.set(`${object.meta.uid}@${object.meta.resourceVersion}`, object);
      }
    }
    expect(decoder.end()['resourceVersion']).toMatch(/^\d+$/);
    return { contentType, objects };
  }

  it.each(kinds.map((kind) => [kind.type.plural, kind] as const))('lists %s', async (_plural, kind) => {
    const [json, protobuf] = [await list(kind, true), await list(kind, false)];
    expect(json.contentType).toMatch('application/json');
    expect(protobuf.contentType).toBe('application/vnd.kubernetes.protobuf');
    // Others change their objects meanwhile: what is of the same version has to be the same.
    const both = [...json.objects].filter(([version]) => protobuf.objects.has(version));
    expect(both.length).toBeGreaterThan(json.objects.size / 2);
    for (const [version, object] of both) expect(protobuf.objects.get(version)).toEqual(object);
    const own = both.filter(([, { meta }]) => meta.namespace === namespace || meta.name === namespace);
    expect(own.length > 0 || kind.type.plural === 'nodes').toBe(true);
  });

  it.each(kinds.map((kind) => [kind.type.plural, kind] as const))('watches %s', async (_plural, kind) => {
    const watched = [];
    for (const onlyJson of [true, false]) {
      const ending = new AbortController();
      const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
      const { headers, body } = await request(`${cluster.url}${resourcePath(kind.type)}?${query}`, {
        dispatcher,
        headers: { accept: acceptOf(kind, { onlyJson }) },
        signal: ending.signal,
      });
      const decoder = watchDecoderOf(kind, { onlyJson: false }, String(headers['content-type']), maxBytes);
      const objects = new Map<string, CachedObject>();
      reading: for await (const chunk of body) {
        for (const event of decoder.push(chunk as Uint8Array)) {
          if (event.type === 'ADDED') objects.set(event.resourceVersion, event.object);
          if (event.type === 'BOOKMARK' && event.initialEventsEnd) break reading;
        }
      }
      ending.abort();
      watched.push(objects);
    }
    const [json = new Map<string, CachedObject>(), protobuf = new Map<string, CachedObject>()] = watched;
    const both = [...json].filter(([version]) => protobuf.has(version));
    expect(both.length).toBeGreaterThan(json.size / 2);
    for (const [version, object] of both) expect(protobuf.get(version)).toEqual(object);
  });
});
