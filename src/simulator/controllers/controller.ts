import { controllerOf } from '../objects/kube-object.ts';
import type { KubeObject } from '../objects/kube-object.ts';
import type { ResourceName } from '../objects/resources.ts';
import type { ObjectKey } from '../store/object-store.ts';
import { keyText } from '../store/object-store.ts';
import type { ControllerContext } from './controller-context.ts';
import { createWorkQueue } from './work-queue.ts';

/** A loop that brings one object, and what it owns, nearer to what its specification says. */
export interface Controller {
  readonly resource: ResourceName;
  /** Looks at one object. `requeueAfter` has it looked at again, after so many milliseconds. */
  sync(context: ControllerContext, key: ObjectKey, requeueAfter: (milliseconds: number) => void): void;
  /** Objects beside the owned ones whose change concerns all objects of this controller. */
  readonly alsoOn?: readonly ResourceName[];
}

const kinds: Partial<Record<string, ResourceName>> = {
  Deployment: 'deployments',
  ReplicaSet: 'replicasets',
  StatefulSet: 'statefulsets',
  DaemonSet: 'daemonsets',
};

/** Runs a controller on every change of its objects and of what they own; the answer stops it. */
export function runController(context: ControllerContext, controller: Controller): () => void {
  const { store } = context;
  const queue = createWorkQueue(context.clock, context.log, (text) => {
    const [namespace, name = ''] = text.includes('/') ? text.split('/') : [undefined, text];
    controller.sync(context, { namespace, name }, (milliseconds) => queue.addAfter(text, milliseconds));
  });
  const stop = store.subscribe(({ resource, object }) => {
    const key = concerned(controller, resource, object);
    if (key !== undefined) queue.add(key);
    else if (controller.alsoOn?.includes(resource) === true) {
      for (const own of store.list(controller.resource)) queue.add(keyText(own.metadata));
    }
  });
  return () => {
    stop();
    queue.close();
  };
}

function concerned(controller: Controller, resource: ResourceName, object: KubeObject): string | undefined {
  if (resource === controller.resource) return keyText(object.metadata);
  const owner = controllerOf(object);
  if (owner === undefined || kinds[owner.kind] !== controller.resource) return undefined;
  return keyText({ namespace: object.metadata.namespace, name: owner.name });
}
