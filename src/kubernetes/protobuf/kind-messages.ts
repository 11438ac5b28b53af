import { parseMessageTypes } from './message-type.ts';
import type { MessageType } from './message-type.ts';
import { podTemplateMessages } from './pod-template-messages.ts';

/**
 * What projections look at, by the field numbers of the generated.proto files of k8s.io/api v0.37.0 (core/v1, apps/v1,
 * autoscaling/v2) and k8s.io/apimachinery (meta/v1, runtime); everything else is passed over.
 * @see https://github.com/kubernetes/api/blob/v0.37.0/core/v1/generated.proto
 */
const messages = parseMessageTypes(
  `
Meta 1=name:text 3=namespace:string 5=uid:text 6=resourceVersion:text 7=generation:int 8=creationTimestamp:seconds 9=deletionTimestamp*:seconds 10=deletionGracePeriodSeconds*:int 11=labels:{}string 12=annotations:{}string 13=ownerReferences&:[]Owner
Owner 5=apiVersion!:string 1=kind!:string 3=name!:text 4=uid!:text 6=controller*:bool
Resources 1=limits:{}quantity 2=requests:{}quantity

Namespace 1=metadata:Meta 3=status:NamespaceStatus
NamespaceStatus 1=phase:string

Node 1=metadata:Meta 2=spec:NodeSpec 3=status:NodeStatus
NodeSpec 4=unschedulable:bool
NodeStatus 2=allocatable:{}quantity 4=conditions:[]TypeAndStatus
TypeAndStatus 1=type!:string 2=status!:string

Event 1=metadata!:Meta 2=involvedObject!:ObjectReference 3=reason:string 4=message:text 6=firstTimestamp:seconds 7=lastTimestamp:seconds 8=count:int 9=type:string 10=eventTime:millis 11=series*:EventSeries
EventSeries 1=count:int 2=lastObservedTime:millis
ObjectReference 1=kind:string 2=namespace:string 3=name:text 4=uid:text 5=apiVersion:string

Condition 1=type!:string 2=status!:string 3=lastTransitionTime:seconds 4=reason:string 5=message:text
Strategy 1=type:string

StatefulSet 1=metadata:Meta 2=spec:StatefulSetSpec 3=status:StatefulSetStatus
StatefulSetSpec 1=replicas*:int 3=template!:place 7=updateStrategy:StatefulSetUpdateStrategy 9=minReadySeconds:int
StatefulSetUpdateStrategy 1=type:string 2=rollingUpdate*:RollingUpdateStatefulSetStrategy
RollingUpdateStatefulSetStrategy 1=partition*:int
StatefulSetStatus 1=observedGeneration:int 2=replicas!:int 3=readyReplicas:int 5=updatedReplicas:int 6=currentRevision:string 7=updateRevision:string 10=conditions:[]Condition 11=availableReplicas!:int

DaemonSet 1=metadata:Meta 2=spec:DaemonSetSpec 3=status:DaemonSetStatus
DaemonSetSpec 2=template!:place 3=updateStrategy:Strategy 4=minReadySeconds:int
DaemonSetStatus 1=currentNumberScheduled!:int 3=desiredNumberScheduled!:int 4=numberReady!:int 5=observedGeneration:int 6=updatedNumberScheduled:int 7=numberAvailable:int 10=conditions:[]Condition

ControllerRevision 1=metadata:Meta 2=data!:json 3=revision!:int

TemplateMeta 12=annotations:{}string

HorizontalPodAutoscaler 1=metadata:Meta 2=spec:AutoscalerSpec 3=status:AutoscalerStatus
AutoscalerSpec 1=scaleTargetRef!:ObjectOfApi 2=minReplicas*:int 3=maxReplicas!:int 4=metrics:[]MetricSpec
AutoscalerStatus 2=lastScaleTime*:seconds 3=currentReplicas:int 4=desiredReplicas!:int 5=currentMetrics:[]MetricStatus 6=conditions:[]Condition
ObjectOfApi 1=kind!:string 2=name!:string 3=apiVersion:string
MetricSpec 1=type!:string 2=object*:ObjectMetricSpec 3=pods*:MetricOf 4=resource*:ResourceMetricSpec 7=containerResource*:ResourceMetricSpec 5=external*:MetricOf
MetricStatus 1=type!:string 2=object*:ObjectMetricStatus 3=pods*:MetricOfStatus 4=resource*:ResourceMetricStatus 7=containerResource*:ResourceMetricStatus 5=external*:MetricOfStatus
ObjectMetricSpec 1=describedObject!:ObjectOfApi 2=target!:MetricTarget 3=metric!:MetricIdentifier
ObjectMetricStatus 1=metric!:MetricIdentifier 2=current!:MetricValue 3=describedObject!:ObjectOfApi
MetricOf 1=metric!:MetricIdentifier 2=target!:MetricTarget
MetricOfStatus 1=metric!:MetricIdentifier 2=current!:MetricValue
ResourceMetricSpec 1=name!:string 2=target!:MetricTarget 3=container!:string
ResourceMetricStatus 1=name!:string 2=current!:MetricValue 3=container!:string
MetricIdentifier 1=name!:string 2=selector*:LabelSelector
MetricTarget 2=value*:quantity 3=averageValue*:quantity 4=averageUtilization*:int
MetricValue 1=value*:quantity 2=averageValue*:quantity 3=averageUtilization*:int

Status 3=message:text 4=reason:string 5=details*:StatusDetails 6=code:int
StatusDetails 5=retryAfterSeconds:int
ListMeta 2=resourceVersion:text 3=continue:text
MetaOnly 1=metadata:Meta
`,
  { exact: false, others: podTemplateMessages },
);

/** What is read of the message of this name. @throws Error for a name that the table does not have */
export function messageType(name: string): MessageType {
  const type = messages.get(name);
  if (type === undefined) throw new Error(`there is no message ${name}`);
  return type;
}
