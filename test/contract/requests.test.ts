import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from './raw-client.ts';
import type { RawResponse } from './raw-client.ts';
import { requestShapes } from './requests.ts';
import { knownDifference, missingFrom, shapeOf } from './shape.ts';
import { availableTargets, openTarget } from './targets.ts';
import type { ContractTarget, TargetName } from './targets.ts';

const targets = new Map<TargetName, ContractTarget>();
const answers = new Map<string, RawResponse>();

beforeAll(async () => {
  await Promise.all(availableTargets.map(async (name) => targets.set(name, await openTarget(name))));
});
afterAll(async () => {
  await Promise.all([...targets.values()].map((target) => target.close()));
});

function target(name: TargetName): ContractTarget {
  const found = targets.get(name);
  if (found === undefined) throw new Error(`${name} was not opened.`);
  return found;
}

describe.each(availableTargets)('%s answers', (name) => {
  it.each(requestShapes)('$name', async (shape) => {
    const { endpoint, namespace } = target(name);
    const response = await send(endpoint, shape.request(namespace));
    answers.set(`${name} ${shape.name}`, response);
    const { status, reason } = shape;
    const refusal = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code: status };
    expect({ status: response.status, body: response.json ?? response.text }).toMatchObject({
      status,
      ...(reason === undefined ? {} : { body: refusal }),
    });
  });
});

describe.each(availableTargets.filter((name) => name !== 'simulator'))('the simulator answers as %s:', (name) => {
  it.each(requestShapes)('$name', (shape) => {
    const simulated = answers.get(`simulator ${shape.name}`);
    const real = answers.get(`${name} ${shape.name}`);
    if (simulated === undefined || real === undefined) throw new Error('One of the two did not answer.');
    expect(simulated.contentType).toBe(real.contentType);
    expect(differences(simulated.json, real.json, shape.wording)).toEqual({ onlySimulated: [], onlyReal: [] });
  });
});

interface Differences {
  readonly onlySimulated: readonly unknown[];
  readonly onlyReal: readonly unknown[];
}

/** Refusals have to be the same; what is there only has to look the same. */
function differences(simulated: unknown, real: unknown, wording: false | undefined): Differences {
  if (isStatus(real)) {
    const [ours, theirs] = [comparable(simulated, wording), comparable(real, wording)];
    return isDeepStrictEqual(ours, theirs)
      ? { onlySimulated: [], onlyReal: [] }
      : { onlySimulated: [ours], onlyReal: [theirs] };
  }
  const [ours, theirs] = [shapeOf(simulated), shapeOf(real)];
  return {
    onlySimulated: missingFrom(ours, theirs).filter((line) => !knownDifference(line)),
    onlyReal: missingFrom(theirs, ours).filter((line) => !knownDifference(line)),
  };
}

function isStatus(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'kind' in body && body.kind === 'Status';
}

/** A Status without what can differ: names of namespaces and uids never enter the refusals that are compared. */
function comparable(body: unknown, wording: false | undefined): unknown {
  if (wording !== false) return body;
  const { code, reason } = body as { readonly code: number; readonly reason: string };
  return { code, reason };
}
