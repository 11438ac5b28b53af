// What a rollback of 50 replicas costs: `rollbackApp`, until the operation's stream says SUCCEEDED, against
// `kubectl rollout undo` and `kubectl rollout status`, in turn, in one run, on one control plane.
// `npm run bench:rollback`; the number of pairs may be given: `npm run bench:rollback -- 9`. Exit code 1: the ratio of medians is above 1.1.
import { availableParallelism, loadavg } from 'node:os';
import { createClient, operationOf, typedDocument } from '../../sdk/src/sdk.ts';
import { startControlPlane } from '../support/control-plane.ts';
import { startGatewayProcess } from '../support/gateway-process.ts';
import { waitFor } from '../support/wait-for.ts';
import { median } from './median.ts';
import { deployment, environmentNamespace, images } from '../support/workloads.ts';

const pairs = Number(process.argv[2] ?? 10);
const most = 1.1;
const namespace = 'acme-prod';

const cluster = await startControlPlane({ name: 'bench', version: '1.36', nodes: 3 });
// The gateway is a process of its own, as kubectl is.
const gateway = startGatewayProcess(['--kubeconfig', cluster.kubeconfigPath]);
let exitCode = 1;
try {
  exitCode = await bench();
} finally {
  await gateway[Symbol.asyncDispose]();
  await cluster.stop();
}
process.exit(exitCode);

async function bench(): Promise<number> {
  await cluster.apply(
    environmentNamespace(namespace, 'acme', 'prod'),
    deployment({ namespace, name: 'web', replicas: 50 }),
  );
  const client = createClient({ url: await gateway.url() });
  const appDocument = typedDocument<{ app: { id: string; image: string; health: { status: string } } | null }, object>(
    '{ app(tenant: "acme", environment: "prod", name: "web") { id image health { status } } }',
  );
  const kubectl = async (...args: string[]) => {
    const { code, stderr } = await cluster.kubectl(['-n', namespace, ...args]);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  };
  /** Until nothing moves any more: all pods of before are gone, and the gateway shows it. */
  const atRest = async () => {
    await kubectl('rollout', 'status', 'deployment/web');
    return await waitFor(
      'the rollout has come to rest',
      async () => {
        const { stdout } = await cluster.kubectl(['-n', namespace, 'get', 'pods', '-o', 'name']);
        const { app } = await client.query(appDocument, {});
        return stdout.trim().split('\n').length === 50 && app?.health.status === 'HEALTHY' ? app : null;
      },
      { timeout: 120_000 },
    );
  };
  await atRest();
  await kubectl('set', 'image', 'deployment/web', `app=${images.better}`);
  const { id } = await atRest();

  const ours = async () => {
    const { id: operation } = operationOf(await client.rollbackApp({ app: id }));
    for await (const { state, problem } of client.watchOperation(operation)) {
      if (state === 'FAILED') throw new Error(problem?.message);
    }
  };
  const theirs = async () => {
    await kubectl('rollout', 'undo', 'deployment/web');
    await kubectl('rollout', 'status', 'deployment/web');
  };
  const timed = async (run: () => Promise<void>) => {
    const { image: before } = await atRest();
    const begin = performance.now();
    await run();
    const took = performance.now() - begin;
    const { image } = await atRest();
    if (image === before) throw new Error('nothing was rolled back');
    return took;
  };
  // Connections, caches of validated documents, compiled code: what a first call pays is not what is measured.
  await timed(ours);
  await timed(theirs);
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let pair = 0; pair < pairs; pair += 1) {
    // Who goes first changes, so that neither always has the fresher machine.
    const order = pair % 2 === 0 ? (['ours', 'theirs'] as const) : (['theirs', 'ours'] as const);
    for (const who of order) times[who].push(await timed(who === 'ours' ? ours : theirs));
    console.log(`pair ${pair + 1}: rollbackApp ${ms(times.ours.at(-1))}, kubectl ${ms(times.theirs.at(-1))}`);
  }
  await client.close();
  const [load = 0] = loadavg();
  if (load > 2 * availableParallelism()) {
    console.log(
      `The machine is busy with something else (load ${load.toFixed(1)}): one and the same rollout varies by more than a tenth then.`,
    );
  }
  const ratio = median(times.ours) / median(times.theirs);
  console.log(
    `medians: rollbackApp ${ms(median(times.ours))}, kubectl rollout undo + status ${ms(median(times.theirs))}; ` +
      `ratio ${ratio.toFixed(3)}, at most ${most} is allowed`,
  );
  return ratio <= most ? 0 : 1;
}

function ms(value: number | undefined): string {
  return `${Math.round(value ?? Number.NaN)} ms`;
}
