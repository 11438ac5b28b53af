import { array, assert, constantFrom, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counted, delimited, messageOf } from '../fixtures/messages.fixture.ts';
import { ProjectionError } from '../projections/object-meta.ts';
import { projectReplicaSet } from '../projections/revision-record.ts';
import { projectWorkload } from '../projections/workload.ts';
import { StreamError } from '../reflector/stream-error.ts';
import { processMessages } from './message-reader.ts';
import { parseMessageTypes } from './message-type.ts';
import type { MessageType } from './message-type.ts';
import { podTemplateMessages } from './pod-template-messages.ts';
import { readDeployment } from './read-deployment.ts';
import { readReplicaSet } from './read-replica-set.ts';

/** What of a workload counts, so that it can be read as its JSON would say it. */
const types = parseMessageTypes(
  `
Meta 3=namespace:string 6=resourceVersion:text 7=generation:int 8=creationTimestamp:seconds 9=deletionTimestamp*:seconds 10=deletionGracePeriodSeconds*:int 11=labels:{}string 12=annotations:{}string 13=ownerReferences:[]Owner
Owner 5=apiVersion!:string 1=kind!:string 3=name!:text 4=uid!:text 6=controller*:bool
Deployment 2=spec:DeploymentSpec 3=status:DeploymentStatus
DeploymentSpec 1=replicas*:int 3=template!:PodTemplateSpec 4=strategy:Strategy 5=minReadySeconds:int 7=paused:bool 9=progressDeadlineSeconds*:int
Strategy 1=type:string
DeploymentStatus 1=observedGeneration:int 2=replicas:int 3=updatedReplicas:int 7=readyReplicas:int 4=availableReplicas:int 6=conditions:[]DeploymentCondition
DeploymentCondition 1=type!:string 2=status!:string 6=lastUpdateTime*:seconds 7=lastTransitionTime*:seconds 4=reason:string 5=message:string
ReplicaSet 2=spec:ReplicaSetSpec 3=status:ReplicaSetStatus
ReplicaSetSpec 3=template!:PodTemplateSpec
ReplicaSetStatus 1=replicas!:int 6=conditions:[]Condition
Condition 1=type!:string 2=status!:string 3=lastTransitionTime*:seconds 4=reason:string 5=message:text
`,
  { exact: false, others: podTemplateMessages },
);

const typeOf = (name: string): MessageType => {
  const type = types.get(name);
  if (type === undefined) throw new Error(`there is no message ${name}`);
  return type;
};
const [metaType, deploymentType, replicaSetType] = ['Meta', 'Deployment', 'ReplicaSet'].map(typeOf) as [
  MessageType,
  MessageType,
  MessageType,
];

const message = (...fields: readonly Buffer[]): Buffer => Buffer.concat(fields);
const text = (field: number, value: string): Buffer => delimited(field, Buffer.from(value));
const entry = (field: number, key: string, value: string): Buffer =>
  delimited(field, message(text(1, key), text(2, value)));
const named = message(text(1, 'a'), text(5, 'uid'));

/** Read from the bytes at once, and as what its JSON would say. */
function bothWays(meta: Buffer, type: MessageType, rest: Buffer): readonly [unknown, unknown] {
  const bytes = message(delimited(1, message(named, meta)), rest);
  const metadata = { ...processMessages.read(metaType, meta), name: 'a', uid: 'uid' };
  const json = { ...processMessages.read(type, rest), metadata };
  return type === deploymentType
    ? [readDeployment(bytes, 0, bytes.length), projectWorkload('DEPLOYMENT', json)]
    : [readReplicaSet(bytes, 0, bytes.length), projectReplicaSet(json)];
}

describe.each([
  ['readDeployment', deploymentType, readDeployment],
  ['readReplicaSet', replicaSetType, readReplicaSet],
] as const)('%s', (_name, type, read) => {
  it('reads whatever workload as what its JSON says', () => {
    assert(
      property(messageOf(metaType, 3), messageOf(type, 3), (meta, rest) => {
        const [fromBytes, fromJson] = bothWays(meta, type, rest);
        expect(fromBytes).toEqual(fromJson);
      }),
      { numRuns: 1000 },
    );
  });

  it('reads labels, annotations and owners that differ in little, in whatever order they come', () => {
    const names = constantFrom('app', 'tier', 'deployment.kubernetes.io/revision', 'kubernetes.io/change-cause');
    const values = constantFrom('1', '2', 'api');
    const owners = tuple(constantFrom('web', 'api'), constantFrom(0n, 1n)).map(([name, controls]) =>
      delimited(13, message(text(1, 'Deployment'), text(3, name), text(4, `uid-${name}`), counted(6, controls))),
    );
    const texts = tuple(constantFrom(11, 12), names, values).map(([field, key, value]) => entry(field, key, value));
    const parts = tuple(array(texts, { maxLength: 6 }), array(owners, { maxLength: 3 }));
    assert(
      property(parts, ([entries, controllers]) => {
        const [fromBytes, fromJson] = bothWays(message(...entries, ...controllers), type, Buffer.alloc(0));
        expect(fromBytes).toEqual(fromJson);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves out annotations that can hold secrets or are large', () => {
    const annotations = message(
      entry(12, 'kubectl.kubernetes.io/last-applied-configuration', '{}'),
      entry(12, 'state', 'x'.repeat(4097)),
      entry(12, 'note', 'ü'.repeat(4096)),
    );
    const bytes = delimited(1, message(named, annotations));
    expect(Object.keys(read(bytes, 0, bytes.length).meta.annotations)).toEqual(['note']);
  });

  it('refuses what has no name or uid, is cut short, or has another form', () => {
    for (const meta of [text(1, 'a'), text(5, 'uid')]) {
      const bytes = delimited(1, meta);
      expect(() => read(bytes, 0, bytes.length)).toThrow(ProjectionError);
    }
    expect(() => read(Buffer.alloc(0), 0, 0)).toThrow(ProjectionError);
    const whole = message(delimited(1, message(named, entry(11, 'app', 'api'))), delimited(3, counted(1, 3n)));
    const complete = new Set([0, whole.length - 4]);
    const within = [...whole.keys()].filter((end) => !complete.has(end));
    for (const end of within) expect(() => read(whole, 0, end), `up to ${end}`).toThrow(StreamError);
    const number = delimited(1, message(named, counted(3, 1n)));
    expect(() => read(number, 0, number.length)).toThrow(StreamError);
  });
});
