import { formatTable } from '../text-table.ts';
import type { AuditReport } from './audit.ts';
import { type Finding, LISTED } from './findings.ts';

/** The report as a table, and under it what was found. */
export function printReport({ checks, clean, took }: AuditReport): string {
  const table = formatTable(
    ['check', 'invariant', 'examined', 'breaches'],
    checks.map(({ check, invariants, examined, breaches }) => [
      check,
      invariants.join(' '),
      String(examined),
      String(breaches),
    ]),
  );
  const lines = [table, ''];
  for (const { check, breaches, notes, listed, noted } of checks) {
    if (breaches > 0) lines.push(`BREACH: ${check}`, ...describe(listed, breaches), '');
    if (notes > 0)
      lines.push(`Note, young enough to be cleaned up yet: ${check}`, ...describe(noted, notes), '');
  }
  const total = checks.reduce((sum, { breaches }) => sum + breaches, 0);
  const verdict = clean ? 'Clean.' : `${total} ${total === 1 ? 'breach' : 'breaches'}.`;
  lines.push(`${verdict} ${(took / 1_000).toFixed(1)} s`);
  return lines.join('\n');
}

function describe(findings: readonly Finding[], total: number): string[] {
  const lines = findings.map(({ subject, what }) => `  ${subject}: ${what}`);
  return total > LISTED ? [...lines, `  and ${total - LISTED} more`] : lines;
}
