/** How a field's value is written. A type that is the name of a message is that message. */
export interface MessageField {
  readonly name: string;
  readonly number: number;
  readonly type: string;
  /** The members of that message stand in JSON beside this one's other fields, not under a name of their own. */
  readonly inline: boolean;
  /** JSON has a list. */
  readonly repeated: boolean;
}

/**
 * The messages of which a load cluster's objects are made, with the fields that these have: `name=number` is a string; other
 * types follow a colon; `[]` marks what repeats, and `*` what JSON has inline.
 * @see https://github.com/kubernetes/api/blob/v0.36.3/core/v1/generated.proto and apps/v1, and of apimachinery meta/v1, runtime
 */
const written = {
  TypeMeta: 'apiVersion=1 kind=2',
  Unknown: 'typeMeta=1:TypeMeta raw=2:bytes contentEncoding=3 contentType=4',
  RawExtension: 'raw=1:bytes',
  WatchEvent: 'type=1 object=2:RawExtension',
  ListMeta: 'resourceVersion=2 continue=3 remainingItemCount=4:int',
  Status: 'metadata=1:ListMeta status=2 message=3 reason=4 code=6:int',
  ObjectMeta:
    'name=1 generateName=2 namespace=3 uid=5 resourceVersion=6 generation=7:int creationTimestamp=8:time labels=11:map annotations=12:map ' +
    'ownerReferences=13:OwnerReference[] managedFields=17:ManagedFieldsEntry[]',
  OwnerReference: 'kind=1 name=3 uid=4 apiVersion=5 controller=6:bool blockOwnerDeletion=7:bool',
  ManagedFieldsEntry: 'manager=1 operation=2 apiVersion=3 time=4:time fieldsType=6 fieldsV1=7:fields subresource=8',
  LabelSelector: 'matchLabels=1:map',

  Namespace: 'metadata=1:ObjectMeta spec=2:NamespaceSpec status=3:NamespaceStatus',
  NamespaceSpec: 'finalizers=1:string[]',
  NamespaceStatus: 'phase=1',

  Pod: 'metadata=1:ObjectMeta spec=2:PodSpec status=3:PodStatus',
  PodTemplateSpec: 'metadata=1:ObjectMeta spec=2:PodSpec',
  PodSpec:
    'volumes=1:Volume[] containers=2:Container[] restartPolicy=3 terminationGracePeriodSeconds=4:int dnsPolicy=6 serviceAccountName=8 ' +
    'serviceAccount=9 nodeName=10 securityContext=14:PodSecurityContext schedulerName=19 tolerations=22:Toleration[] priority=25:int ' +
    'enableServiceLinks=30:bool preemptionPolicy=31',
  Volume: 'name=1 volumeSource=2:VolumeSource*',
  VolumeSource: 'emptyDir=2:EmptyDirVolumeSource configMap=19:ConfigMapVolumeSource projected=26:ProjectedVolumeSource',
  EmptyDirVolumeSource: 'medium=1',
  ConfigMapVolumeSource: 'localObjectReference=1:LocalObjectReference* defaultMode=3:int',
  LocalObjectReference: 'name=1',
  ProjectedVolumeSource: 'sources=1:VolumeProjection[] defaultMode=2:int',
  VolumeProjection:
    'downwardAPI=2:DownwardAPIProjection configMap=3:ConfigMapProjection serviceAccountToken=4:ServiceAccountTokenProjection',
  ServiceAccountTokenProjection: 'audience=1 expirationSeconds=2:int path=3',
  ConfigMapProjection: 'localObjectReference=1:LocalObjectReference* items=2:KeyToPath[]',
  KeyToPath: 'key=1 path=2',
  DownwardAPIProjection: 'items=1:DownwardAPIVolumeFile[]',
  DownwardAPIVolumeFile: 'path=1 fieldRef=2:ObjectFieldSelector',
  ObjectFieldSelector: 'apiVersion=1 fieldPath=2',
  Container:
    'name=1 image=2 args=4:string[] ports=6:ContainerPort[] env=7:EnvVar[] resources=8:ResourceRequirements volumeMounts=9:VolumeMount[] ' +
    'livenessProbe=10:Probe readinessProbe=11:Probe terminationMessagePath=13 imagePullPolicy=14 securityContext=15:SecurityContext ' +
    'terminationMessagePolicy=20',
  ContainerPort: 'name=1 containerPort=3:int protocol=4',
  EnvVar: 'name=1 value=2 valueFrom=3:EnvVarSource',
  EnvVarSource: 'fieldRef=1:ObjectFieldSelector configMapKeyRef=3:KeySelector secretKeyRef=4:KeySelector',
  KeySelector: 'localObjectReference=1:LocalObjectReference* key=2',
  ResourceRequirements: 'limits=1:quantities requests=2:quantities',
  VolumeMount: 'name=1 readOnly=2:bool mountPath=3 recursiveReadOnly=7',
  Probe:
    'handler=1:ProbeHandler* initialDelaySeconds=2:int timeoutSeconds=3:int periodSeconds=4:int successThreshold=5:int failureThreshold=6:int',
  ProbeHandler: 'httpGet=2:HTTPGetAction',
  HTTPGetAction: 'path=1 port=2:intOrString scheme=4',
  PodSecurityContext: 'runAsUser=2:int runAsNonRoot=3:bool fsGroup=5:int seccompProfile=10:SeccompProfile',
  SeccompProfile: 'type=1',
  SecurityContext: 'capabilities=1:Capabilities readOnlyRootFilesystem=6:bool allowPrivilegeEscalation=7:bool',
  Capabilities: 'drop=2:string[]',
  Toleration: 'key=1 operator=2 effect=4 tolerationSeconds=5:int',
  PodStatus:
    'phase=1 conditions=2:PodCondition[] hostIP=5 podIP=6 startTime=7:time containerStatuses=8:ContainerStatus[] qosClass=9 podIPs=12:PodIP[] ' +
    'hostIPs=16:PodIP[] observedGeneration=17:int',
  PodCondition:
    'type=1 status=2 lastProbeTime=3:time lastTransitionTime=4:time reason=5 message=6 observedGeneration=7:int',
  PodIP: 'ip=1',
  ContainerStatus:
    'name=1 state=2:ContainerState lastState=3:ContainerState ready=4:bool restartCount=5:int image=6 imageID=7 containerID=8 ' +
    'started=9:bool allocatedResources=10:quantities resources=11:ResourceRequirements volumeMounts=12:VolumeMountStatus[] ' +
    'user=13:ContainerUser',
  ContainerUser: 'linux=1:LinuxContainerUser',
  LinuxContainerUser: 'uid=1:int gid=2:int supplementalGroups=3:int[]',
  VolumeMountStatus: 'name=1 mountPath=2 readOnly=3:bool recursiveReadOnly=4',
  ContainerState:
    'waiting=1:ContainerStateWaiting running=2:ContainerStateRunning terminated=3:ContainerStateTerminated',
  ContainerStateWaiting: 'reason=1 message=2',
  ContainerStateRunning: 'startedAt=1:time',
  ContainerStateTerminated:
    'exitCode=1:int signal=2:int reason=3 message=4 startedAt=5:time finishedAt=6:time containerID=7',

  Deployment: 'metadata=1:ObjectMeta spec=2:DeploymentSpec status=3:DeploymentStatus',
  DeploymentSpec:
    'replicas=1:int selector=2:LabelSelector template=3:PodTemplateSpec strategy=4:DeploymentStrategy revisionHistoryLimit=6:int ' +
    'progressDeadlineSeconds=9:int',
  DeploymentStrategy: 'type=1 rollingUpdate=2:RollingUpdateDeployment',
  RollingUpdateDeployment: 'maxUnavailable=1:intOrString maxSurge=2:intOrString',
  DeploymentStatus:
    'observedGeneration=1:int replicas=2:int updatedReplicas=3:int availableReplicas=4:int unavailableReplicas=5:int ' +
    'conditions=6:DeploymentCondition[] readyReplicas=7:int terminatingReplicas=9:int',
  DeploymentCondition: 'type=1 status=2 reason=4 message=5 lastUpdateTime=6:time lastTransitionTime=7:time',
  ReplicaSet: 'metadata=1:ObjectMeta spec=2:ReplicaSetSpec status=3:ReplicaSetStatus',
  ReplicaSetSpec: 'replicas=1:int selector=2:LabelSelector template=3:PodTemplateSpec',
  ReplicaSetStatus:
    'replicas=1:int fullyLabeledReplicas=2:int observedGeneration=3:int readyReplicas=4:int availableReplicas=5:int ' +
    'terminatingReplicas=7:int',
} as const;

/** Every list is the same message: of kinds that have no objects here, no more is needed. */
const emptyObject = 'metadata=1:ObjectMeta';

/** The fields of a message, in the order of their numbers; of a kind that is not known, its metadata. */
export function fieldsOf(message: string): readonly MessageField[] {
  return messages.get(message) ?? metadataOnly;
}

function parse(text: string): readonly MessageField[] {
  return text.split(' ').map((each) => {
    const [, name = '', number, type = 'string', mark] = /^(\w+)=(\d+)(?::(\w+)(\*|\[\])?)?$/.exec(each) ?? [];
    return { name, number: Number(number), type, inline: mark === '*', repeated: mark === '[]' };
  });
}

const messages = new Map(Object.entries(written).map(([name, text]) => [name, parse(text)]));
const metadataOnly = parse(emptyObject);
