import { assert, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counted, delimited, messageOf } from '../fixtures/messages.fixture.ts';
import { projectPod } from '../projections/pod.ts';
import { StreamError } from '../reflector/stream-error.ts';
import { processMessages } from './message-reader.ts';
import { parseMessageTypes } from './message-type.ts';
import type { MessageType } from './message-type.ts';
import { readPod } from './read-pod.ts';

/** What of a pod counts, so that it can be read as its JSON would say it. Reasons and phases are of what is generated, too. */
const types = parseMessageTypes(
  `
Resources 1=limits:{}quantity 2=requests:{}quantity
Pod 2=spec:PodSpec 3=status:PodStatus
PodSpec 20=initContainers:[]Container 2=containers!:[]Container 10=nodeName:string
Container 1=name!:string 2=image:string 8=resources:Resources 24=restartPolicy*:string
PodStatus 1=phase:string 2=conditions:[]Condition 3=message:text 4=reason:string 10=initContainerStatuses:[]ContainerStatus 8=containerStatuses:[]ContainerStatus
Condition 1=type!:string 2=status!:string 5=reason:string 6=message:text
ContainerStatus 1=name!:string 2=state:ContainerState 3=lastState:ContainerState 4=ready!:bool 5=restartCount!:int 9=started*:bool
ContainerState 1=waiting*:Waiting 2=running*:Running 3=terminated*:Terminated
Waiting 1=reason:string 2=message:text
Running 1=startedAt:seconds
Terminated 1=exitCode!:int 2=signal:int 3=reason:string 4=message:text 5=startedAt:seconds
`,
  { exact: false },
);

const pod = types.get('Pod') as MessageType;
const named = (name: string): Buffer =>
  delimited(1, Buffer.concat([delimited(1, Buffer.from(name)), delimited(5, Buffer.from('uid'))]));
const text = (field: number, value: string): Buffer => delimited(field, Buffer.from(value));
const message = (...fields: readonly Buffer[]): Buffer => Buffer.concat(fields);

describe('readPod', () => {
  it('reads whatever pod as what its JSON says', () => {
    assert(
      property(messageOf(pod, 6), (bytes) => {
        const whole = message(named('a'), bytes);
        const json = { metadata: { name: 'a', uid: 'uid' }, ...processMessages.read(pod, bytes) };
        expect(readPod(whole, 0, whole.length)).toEqual(projectPod(json));
      }),
      { numRuns: 1000 },
    );
  });

  it('reads how a container that crashes is, and what it asks for', () => {
    const quantity = (value: string): Buffer => message(text(1, 'cpu'), delimited(2, text(1, value)));
    const container = message(text(1, 'app'), text(2, 'api:1'), delimited(8, delimited(2, quantity('250m'))));
    const terminated = message(counted(1, 137n), text(3, 'OOMKilled'), text(4, 'too large'));
    const status = message(
      text(1, 'app'),
      delimited(2, delimited(1, message(text(1, 'CrashLoopBackOff'), text(2, 'back-off 40s')))),
      delimited(3, delimited(3, terminated)),
      counted(5, 2n),
    );
    const bytes = message(
      named('a'),
      delimited(2, message(delimited(2, container), text(10, 'node-1'))),
      delimited(3, message(text(1, 'Running'), delimited(8, status))),
    );
    expect(readPod(bytes, 0, bytes.length)).toMatchObject({
      nodeName: 'node-1',
      phase: 'RUNNING',
      ready: false,
      reason: 'CrashLoopBackOff',
      restarts: 2,
      containers: [
        {
          name: 'app',
          image: 'api:1',
          state: 'WAITING',
          message: 'back-off 40s',
          requests: { cpu: 0.25, memory: null },
          lastTermination: { reason: 'OOMKilled', message: 'too large', exitCode: 137 },
        },
      ],
    });
  });

  it('refuses bytes that are cut short, or of another form', () => {
    const bytes = message(named('a'), delimited(3, text(1, 'Running')));
    expect(() => readPod(bytes, 0, bytes.length - 1)).toThrow(StreamError);
    const numbers = message(named('a'), delimited(3, counted(1, 1n)));
    expect(() => readPod(numbers, 0, numbers.length)).toThrow(StreamError);
  });
});
