interface Finding {
  readonly severity: string;
  readonly range: string;
}

interface Report {
  readonly vulnerabilities: Readonly<Record<string, Finding>>;
}

/** What `npm audit --json` said, in lines, of which the last is the verdict. Of any severity: a finding fails. */
export function verdictOf(output: string): { readonly lines: readonly string[]; readonly failed: boolean } {
  const answer = parsed(output);
  if (!isReport(answer)) {
    const { message } = Object(answer) as { readonly message?: unknown };
    // Not the address that was asked: it belongs to the machine.
    const reason = typeof message === 'string' ? message.replace(/ - .*$/s, '') : 'no answer of its form';
    return {
      lines: [`npm audit: NOT ANSWERABLE HERE, so nothing was looked at. The registry says: ${reason}`],
      failed: false,
    };
  }
  const findings = Object.entries(answer.vulnerabilities);
  if (findings.length === 0) return { lines: ['npm audit: answered, and it knows of no weakness.'], failed: false };
  return {
    lines: [
      ...findings.map(([name, { severity, range }]) => `${name} ${range}: ${severity}`),
      `npm audit: FOUND weaknesses in ${findings.length} packages; \`npm audit\` tells more. Update them, or what needs them.`,
    ],
    failed: true,
  };
}

function isReport(answer: unknown): answer is Report {
  return typeof answer === 'object' && answer !== null && 'auditReportVersion' in answer && 'vulnerabilities' in answer;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
