import { describe, expect, it } from 'vitest';
import { verdictOf } from './audit-verdict.ts';

describe('verdictOf', () => {
  it('fails for a finding of any severity', () => {
    const vulnerabilities = { ws: { severity: 'low', range: '<8.0.0', via: [] } };
    const { lines, failed } = verdictOf(JSON.stringify({ auditReportVersion: 2, vulnerabilities }));
    expect(failed).toBe(true);
    expect(lines).toEqual(['ws <8.0.0: low', expect.stringContaining('FOUND weaknesses in 1 packages')]);
  });

  it('is content where there is none', () => {
    expect(verdictOf('{"auditReportVersion":2,"vulnerabilities":{}}')).toEqual({
      lines: ['npm audit: answered, and it knows of no weakness.'],
      failed: false,
    });
  });

  it.each([
    ['what a registry without it answers', '{"message":"405 Method Not Allowed - POST https://r.example/-/x"}'],
    ['nothing', ''],
    ['another form', '{"vulnerabilities":{}}'],
  ])('says that nothing was looked at for %s', (_what, output) => {
    const { lines, failed } = verdictOf(output);
    expect(lines.join('\n')).toContain('NOT ANSWERABLE HERE');
    expect(lines.join('\n')).not.toContain('r.example');
    expect(failed).toBe(false);
  });
});
