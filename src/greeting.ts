import { relative } from 'node:path';
import type { Gateway } from './compose.ts';
import type { Config } from './config.ts';
import { formatProblem } from './lib/file-problem.ts';

/** What to open, what it is connected to, and how to connect more. */
export function greeting(version: string, config: Config, gateway: Gateway): string {
  const folder = relative(process.cwd(), config.clustersDirectory) || '.';
  const problems = gateway.problems().map((problem) => `    ${formatProblem(problem)}`);
  const lines = [
    '',
    `Tenantry ${version} is listening on ${gateway.url}${publicly(config)}`,
    '',
    '  Open it in a browser for GraphiQL, with operations to begin with. README.md has the same for a terminal.',
    '',
    ...connectedTo(gateway),
    ...(problems.length === 0 ? [] : ['', '  Not used, because of these mistakes:', ...problems]),
    '',
    gateway.simulated
      ? `  To connect your own clusters: npm start -- --kubeconfig ~/.kube/config, or files in ${folder}/ (see README.md)`
      : `  To connect more clusters: files in ${folder}/ are picked up as they come (see README.md)`,
    ...callersLines(config, gateway),
    ...approvalsLine(config, gateway),
    `  Operations are recorded in ${config.database.shown}`,
    '  Ctrl+C stops it',
    '',
  ];
  return `${lines.join('\n')}\n`;
}

function callersLines({ callersFile, signOnFile }: Config, gateway: Gateway): readonly string[] {
  const [callers, signOn] = [gateway.callers(), gateway.signOn()];
  const lines = [];
  if (callersFile !== null && callers !== null) {
    const file = relative(process.cwd(), callersFile);
    lines.push(`  ${callers} ${callers === 1 ? 'caller' : 'callers'} may call, each with a token (${file})`);
  }
  if (signOnFile !== null && signOn !== null) {
    lines.push(`  People sign on at ${signOn.join(', ')} (${relative(process.cwd(), signOnFile)})`);
  }
  if (lines.length > 0) return lines;
  return [
    '  Whoever reaches this port is the administrator, until TENANTRY_SIGN_ON or TENANTRY_CALLERS tells callers apart',
  ];
}

function approvalsLine({ approvalsFile }: Config, gateway: Gateway): readonly string[] {
  const rules = gateway.approvalRules();
  if (approvalsFile === null || rules === null) return [];
  const file = relative(process.cwd(), approvalsFile);
  return [`  Approvals are asked by ${rules} ${rules === 1 ? 'rule' : 'rules'} (${file})`];
}

function publicly({ publicUrl }: Config): string {
  return publicUrl === null ? '' : `, for ${publicUrl}/graphql`;
}

const shownClusters = 20;

function connectedTo(gateway: Gateway): readonly string[] {
  const clusters = gateway.clusters();
  const kind = gateway.simulated ? 'a simulated fleet, since no cluster is configured' : 'these clusters';
  if (clusters.length === 0) return ['  Connected to no cluster'];
  const more = clusters.length - shownClusters;
  return [
    `  Connected to ${kind}:`,
    ...clusters.slice(0, shownClusters).map(({ name, state }) => {
      const version = state.kubernetesVersion === null ? '' : `  Kubernetes ${state.kubernetesVersion}`;
      const message = state.message === null || state.status === 'SYNCING' ? '' : `  ${state.message}`;
      return `    ${name}  ${state.status}${version}${message}`;
    }),
    ...(more > 0 ? [`    and ${more} more`] : []),
  ];
}
