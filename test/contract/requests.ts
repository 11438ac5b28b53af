import type { RawRequest } from './raw-client.ts';

/** A request as the gateway sends it, or as it could by mistake, and what every API server answers. */
export interface RequestShape {
  readonly name: string;
  readonly request: (namespace: string) => RawRequest;
  readonly status: number;
  /** The reason of the Status that refuses. */
  readonly reason?: string;
  /** False where the refusal quotes a parser, whose words differ; its code, reason and details do not. */
  readonly wording?: false;
}

const discoveryAccept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

function get(name: string, path: (namespace: string) => string, status = 200, reason?: string): RequestShape {
  return {
    name,
    request: (namespace) => ({ path: path(namespace) }),
    status,
    ...(reason === undefined ? {} : { reason }),
  };
}

function patch(
  name: string,
  operations: unknown,
  expected: { readonly status: number; readonly reason?: string; readonly wording?: false },
  where: { readonly target?: string; readonly query?: string; readonly contentType?: string } = {},
): RequestShape {
  const { target = 'deployments/web', query = '&dryRun=All', contentType = 'application/json-patch+json' } = where;
  return {
    name: `PATCH ${name}`,
    request: (namespace) => ({
      method: 'PATCH',
      path: `/apis/apps/v1/namespaces/${namespace}/${target}?fieldManager=tenantry&fieldValidation=Strict${query}`,
      headers: { 'content-type': contentType },
      body: typeof operations === 'string' ? operations : JSON.stringify(operations),
    }),
    ...expected,
  };
}

function review(resource: string, kind: string, spec: object): RequestShape {
  return {
    name: `POST ${kind}`,
    request: () => ({
      method: 'POST',
      path: `/apis/authorization.k8s.io/v1/${resource}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ apiVersion: 'authorization.k8s.io/v1', kind, spec }),
    }),
    status: 201,
  };
}

const firstContainer = '/spec/template/spec/containers/0';
const invalid = { status: 422, reason: 'Invalid' } as const;
const pods = (query: string) => (namespace: string) => `/api/v1/namespaces/${namespace}/pods?${query}`;

const discovery: readonly RequestShape[] = [
  get('GET /version', () => '/version'),
  get('GET /readyz', () => '/readyz'),
  get('GET /livez', () => '/livez'),
  get('GET /api', () => '/api'),
  get('GET /apis', () => '/apis'),
  get('GET /api/v1', () => '/api/v1'),
  get('GET /apis/apps/v1', () => '/apis/apps/v1'),
  get('GET /apis/autoscaling/v2', () => '/apis/autoscaling/v2'),
  get('GET a group that is not there', () => '/apis/nothing.example.com/v1', 404),
  get('GET a version that is not there', () => '/apis/apps/v9', 404, 'NotFound'),
  ...['/api', '/apis'].map((path) => ({
    name: `GET ${path}, aggregated`,
    request: () => ({ path, headers: { accept: discoveryAccept } }),
    status: 200,
  })),
];

const reads: readonly RequestShape[] = [
  ...['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'controllerrevisions'].map((plural) =>
    get(`LIST ${plural}`, (namespace) => `/apis/apps/v1/namespaces/${namespace}/${plural}?limit=500`),
  ),
  get('LIST pods', pods('limit=500')),
  get('LIST events', (namespace) => `/api/v1/namespaces/${namespace}/events?limit=500`),
  get(
    'LIST autoscalers',
    (namespace) => `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers?limit=500`,
  ),
  get('LIST quotas', (namespace) => `/api/v1/namespaces/${namespace}/resourcequotas?limit=500`),
  get('LIST nodes', () => '/api/v1/nodes?limit=500'),
  get('LIST one namespace', (namespace) => `/api/v1/namespaces?fieldSelector=metadata.name%3D${namespace}`),
  get('LIST in a namespace that is not there', () => '/api/v1/namespaces/nowhere/pods?limit=500'),
  get('LIST one page', pods('limit=2')),
  get('LIST one page of a selection', pods('limit=1&labelSelector=app.kubernetes.io/name%3Dweb')),
  get('LIST resourceVersion=0', pods('resourceVersion=0&limit=2')),
  get('GET a Deployment', (namespace) => `/apis/apps/v1/namespaces/${namespace}/deployments/web`),
  get('GET a StatefulSet', (namespace) => `/apis/apps/v1/namespaces/${namespace}/statefulsets/db`),
  get('GET a DaemonSet', (namespace) => `/apis/apps/v1/namespaces/${namespace}/daemonsets/agent`),
  get('GET a scale', (namespace) => `/apis/apps/v1/namespaces/${namespace}/deployments/web/scale`),
  get('GET a namespace', (namespace) => `/api/v1/namespaces/${namespace}`),
];

const refusedReads: readonly RequestShape[] = [
  get(
    'GET what is not there',
    (namespace) => `/apis/apps/v1/namespaces/${namespace}/deployments/nope`,
    404,
    'NotFound',
  ),
  get('GET a pod that is not there', (namespace) => `/api/v1/namespaces/${namespace}/pods/nope`, 404, 'NotFound'),
  get('GET a namespace that is not there', () => '/api/v1/namespaces/nowhere', 404, 'NotFound'),
  get(
    'GET the log of a pod that is not there',
    (namespace) => `/api/v1/namespaces/${namespace}/pods/nope/log`,
    404,
    'NotFound',
  ),
  get('LIST a kind that is not there', () => '/apis/apps/v1/things', 404, 'NotFound'),
  get('LIST a core kind that is not there', () => '/api/v1/things', 404, 'NotFound'),
  get('LIST a kind of a group that is not there', () => '/apis/nothing.example.com/v1/things', 404),
  { ...get('LIST with a wrong continue', pods('limit=2&continue=abc'), 400, 'BadRequest'), wording: false },
  get('LIST with a wrong resourceVersion', pods('resourceVersion=abc'), 400, 'BadRequest'),
  get('LIST with a wrong limit', pods('limit=abc'), 400, 'BadRequest'),
  { ...get('LIST with a wrong label selector', pods('labelSelector=a%20b%20c'), 400, 'BadRequest'), wording: false },
  get('LIST by a field that is not known', pods('fieldSelector=spec.foo%3D1'), 400, 'BadRequest'),
  get('LIST with a match without version', pods('resourceVersionMatch=Exact'), 422, 'Invalid'),
  get('WATCH with a wrong resourceVersion', pods('watch=1&resourceVersion=abc'), 500),
  get('WATCH with initial events without match', pods('watch=1&sendInitialEvents=true'), 422, 'Invalid'),
  get('WATCH with a match alone', pods('watch=1&resourceVersionMatch=NotOlderThan'), 422, 'Invalid'),
  {
    name: 'LIST as HTML',
    request: (namespace) => ({ path: `/api/v1/namespaces/${namespace}/pods`, headers: { accept: 'text/html' } }),
    status: 406,
    reason: 'NotAcceptable',
    wording: false,
  },
];

const patches: readonly RequestShape[] = [
  patch('replicas, dry run', [{ op: 'replace', path: '/spec/replicas', value: 5 }], { status: 200 }),
  patch(
    'a StatefulSet, dry run',
    [{ op: 'replace', path: '/spec/replicas', value: 5 }],
    { status: 200 },
    { target: 'statefulsets/db' },
  ),
  patch(
    'a DaemonSet, dry run',
    [{ op: 'replace', path: `${firstContainer}/image`, value: 'a:2' }],
    { status: 200 },
    { target: 'daemonsets/agent' },
  ),
  patch(
    'tests that hold',
    [
      { op: 'test', path: '/spec/replicas', value: 3 },
      { op: 'add', path: '/metadata/annotations/tenantry.dev~1operation', value: 'op-1' },
    ],
    { status: 200 },
  ),
  patch(
    'resources and environment',
    [
      {
        op: 'add',
        path: `${firstContainer}/resources`,
        value: { requests: { cpu: '0.5', memory: '1073741824' }, limits: { cpu: '1000m', memory: '1.5Gi' } },
      },
      {
        op: 'add',
        path: `${firstContainer}/env`,
        value: [
          { name: 'A', value: '' },
          { name: 'B', value: 'x' },
        ],
      },
    ],
    { status: 200 },
  ),
  patch('nothing', [], { status: 200 }, { query: '' }),
  patch('a missing member is replaced', [{ op: 'replace', path: '/metadata/labels/new', value: 'x' }], { status: 200 }),
  patch('a test that fails', [{ op: 'test', path: '/spec/replicas', value: 77 }], invalid),
  patch('another uid', [{ op: 'test', path: '/metadata/uid', value: 'another' }], invalid, { query: '' }),
  patch('a path that is not there', [{ op: 'replace', path: '/spec/nope/x', value: 1 }], invalid),
  patch('removal of what is not there', [{ op: 'remove', path: '/metadata/labels/nope' }], invalid),
  patch(
    'an index that is not there',
    [{ op: 'replace', path: '/spec/template/spec/containers/4/image', value: 'x' }],
    invalid,
  ),
  patch('an unknown operation', [{ op: 'frob', path: '/x' }], invalid),
  patch('negative replicas', [{ op: 'replace', path: '/spec/replicas', value: -1 }], invalid),
  patch('negative replicas of a StatefulSet', [{ op: 'replace', path: '/spec/replicas', value: -1 }], invalid, {
    target: 'statefulsets/db',
  }),
  patch('replicas that are text', [{ op: 'replace', path: '/spec/replicas', value: '3' }], {
    ...invalid,
    wording: false,
  }),
  patch('no image', [{ op: 'replace', path: `${firstContainer}/image`, value: '' }], invalid),
  patch('an image with a space', [{ op: 'replace', path: `${firstContainer}/image`, value: 'a b' }], { status: 200 }),
  patch(
    'a wrong environment',
    [
      {
        op: 'add',
        path: `${firstContainer}/env`,
        value: [
          { name: '', value: '1' },
          { name: 'A', value: '1', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
          { name: 'A=B', value: '' },
        ],
      },
    ],
    invalid,
  ),
  patch(
    'requests above limits',
    [{ op: 'add', path: `${firstContainer}/resources`, value: { requests: { cpu: '2' }, limits: { cpu: '1' } } }],
    invalid,
  ),
  patch('no quantity', [{ op: 'add', path: `${firstContainer}/resources`, value: { requests: { cpu: 'two' } } }], {
    ...invalid,
    wording: false,
  }),
  patch('an unknown field', [{ op: 'add', path: `${firstContainer}/imag`, value: 'x' }], {
    ...invalid,
    wording: false,
  }),
  patch('another resourceVersion', [{ op: 'replace', path: '/metadata/resourceVersion', value: '1' }], {
    status: 409,
    reason: 'Conflict',
  }),
  patch('to another uid', [{ op: 'replace', path: '/metadata/uid', value: 'x' }], invalid),
  patch('to another name', [{ op: 'replace', path: '/metadata/name', value: 'x' }], {
    status: 400,
    reason: 'BadRequest',
  }),
  patch('an unknown dry run', [], invalid, { query: '&dryRun=Some' }),
  patch('no JSON', 'abc', { status: 400, reason: 'BadRequest', wording: false }),
  patch('no array', { op: 'x' }, { status: 400, reason: 'BadRequest', wording: false }),
  patch('of what is not there', [], { status: 404, reason: 'NotFound' }, { target: 'deployments/nope', query: '' }),
  patch('of another media type', [], { status: 415, reason: 'UnsupportedMediaType' }, { contentType: 'text/plain' }),
];

/** Every shape of request but the streams, which have tests of their own. */
export const requestShapes: readonly RequestShape[] = [
  ...discovery,
  ...reads,
  ...refusedReads,
  ...patches,
  review('selfsubjectaccessreviews', 'SelfSubjectAccessReview', {
    resourceAttributes: { verb: 'list', resource: 'pods' },
  }),
  review('selfsubjectrulesreviews', 'SelfSubjectRulesReview', { namespace: 'default' }),
];
