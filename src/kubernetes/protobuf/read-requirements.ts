import type { ContainerSpec } from '../../domain/workloads/pod-template.ts';
import { projectRequirements } from '../projections/pod-template.ts';
import { messageType } from './kind-messages.ts';
import { KnownValues } from './known-values.ts';
import { processMessages } from './message-reader.ts';

type Requirements = Pick<ContainerSpec, 'requests' | 'limits'>;

const type = messageType('Resources');
/** Of thousands of containers it is the same. */
const known = new KnownValues<Requirements>(2048, 256 * 1024);

/** Of a container that says nothing of them. */
export const noRequirements: Requirements = projectRequirements({});

/** What a container asks for, of the ResourceRequirements from `start` to `end` (exclusive). @throws StreamError */
export function readRequirements(bytes: Buffer, start: number, end: number): Requirements {
  return known.of(bytes, start, end, make);
}

function make(bytes: Buffer, start: number, end: number): Requirements {
  return projectRequirements(processMessages.read(type, bytes, start, end));
}
