// Serves a fleet of simulated clusters under load, to try a gateway with: `npm run load -- --help`.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../lib/clock.ts';
import { createPinoLog } from '../../lib/pino-log.ts';
import { startControlServer } from './control-server.ts';
import { startLoadFleet } from './load-fleet.ts';
import { loadKubeconfig } from './load-kubeconfig.ts';

const help = `Serves clusters that answer as fast as they are read, and change as fast as they are told.

Usage: npm run load -- [options]

  --clusters N         how many (10)
  --deployments N      of each cluster; each has three pods and two ReplicaSets (1000)
  --churn N            so many objects of the fleet change each second (0)
  --json               answer in JSON alone, as what does not know Kubernetes' protobuf
  --kubeconfig PATH    where to write the kubeconfig that has them all (load.kubeconfig)

Then: npm start -- --kubeconfig PATH
`;

const { values } = parseArgs({
  options: {
    clusters: { type: 'string', default: '10' },
    deployments: { type: 'string', default: '1000' },
    churn: { type: 'string', default: '0' },
    kubeconfig: { type: 'string', default: 'load.kubeconfig' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(help);
} else {
  const [clusters, deployments, churn] = [values.clusters, values.deployments, values.churn].map(count) as [
    number,
    number,
    number,
  ];
  const log = createPinoLog({ level: 'warn', readable: process.stderr.isTTY });
  const fleet = await startLoadFleet({
    clusters,
    deployments,
    formats: values.json ? ['json'] : ['json', 'protobuf'],
    clock: systemClock,
    log,
  });
  const control = await startControlServer(fleet);
  const path = resolve(values.kubeconfig);
  writeFileSync(path, loadKubeconfig(fleet.servers));
  fleet.churn(churn);
  process.stdout.write(
    `${clusters} clusters are served, with ${deployments} Deployments each.\n` +
      `  Show them:   npm start -- --kubeconfig ${path}\n` +
      `  Drive them:  curl ${control.url}\n`,
  );
}

function count(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= 9999) return number;
  process.stderr.write(`${JSON.stringify(text)} is not a number from 0 to 9999.\n`);
  process.exit(2);
}
