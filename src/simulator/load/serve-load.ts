// Serves a fleet of simulated clusters under load, to try a gateway with: `npm run load -- --help`.
import { resolve } from 'node:path';
import { systemClock } from '../../lib/clock.ts';
import { createPinoLog } from '../../lib/pino-log.ts';
import { startControlServer } from './control-server.ts';
import { startLoadFleet } from './load-fleet.ts';
import { loadKubeconfig, writeLoadKubeconfig } from './load-kubeconfig.ts';
import { loadOptions } from './load-options.ts';
import type { LoadOptions } from './load-options.ts';

const help = `Serves clusters that answer as fast as they are read, and change as fast as they are told.

Usage: npm run load -- [options]

  --clusters N             how many (10)
  --deployments N          of each cluster; each has three pods and two ReplicaSets (1000)
  --churn N                so many objects of the fleet change each second (0)
  --json                   answer in JSON alone, as what does not know Kubernetes' protobuf
  --write-kubeconfig PATH  where to write the kubeconfig that has them all (load.kubeconfig)

Then: npm start -- --kubeconfig PATH
`;

try {
  const options = loadOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(help);
  else await serve(options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
  process.exit(2);
}

async function serve({ clusters, deployments, churn, json, writeKubeconfig }: LoadOptions): Promise<void> {
  const path = resolve(writeKubeconfig);
  const log = createPinoLog({ level: 'warn', readable: process.stderr.isTTY });
  const formats = json ? (['json'] as const) : (['json', 'protobuf'] as const);
  const fleet = await startLoadFleet({ clusters, deployments, formats, clock: systemClock, log });
  writeLoadKubeconfig(path, loadKubeconfig(fleet.servers));
  const control = await startControlServer(fleet, log);
  fleet.churn(churn);
  process.stdout.write(
    `${clusters} clusters are served, with ${deployments} Deployments each.\n` +
      `  Show them:   npm start -- --kubeconfig ${path}\n` +
      `  Drive them:  curl ${control.url}\n`,
  );
}
