import type { AuditContext } from './audit-context.ts';
import { type CheckReport, Findings } from './findings.ts';

interface Row {
  organization_id: string;
  name: string;
  kept: string;
  counted: string;
}

/** Totals plus what is not folded yet equal what can be counted, for each organization; one snapshot. */
export async function checkStatistics({ pool }: AuditContext): Promise<CheckReport[]> {
  const findings = new Findings('statistics equal the count', ['I3']);
  const { rows } = await pool.query<Row>(`
    WITH kept AS (
      SELECT organization_id, name, sum(value) AS value
      FROM (
        SELECT organization_id, name, value FROM portrait.statistic_totals
        UNION ALL
        SELECT organization_id, name, delta FROM portrait.statistic_deltas) parts
      GROUP BY organization_id, name),
    counted AS (
      SELECT organization_id, 'portraits' AS name, count(*)::numeric AS value
      FROM portrait.portraits WHERE ended_at IS NULL GROUP BY organization_id
      UNION ALL
      SELECT organization_id, 'pictures', count(*)
      FROM portrait.blobs WHERE state = 'ready' GROUP BY organization_id
      UNION ALL
      SELECT b.organization_id, 'bytes', sum(v.bytes)
      FROM portrait.blobs b JOIN portrait.variants v ON v.blob_id = b.id GROUP BY b.organization_id)
    SELECT organization_id, name, coalesce(kept.value, 0) AS kept, coalesce(counted.value, 0) AS counted
    FROM kept FULL JOIN counted USING (organization_id, name)
    ORDER BY organization_id, name`);
  for (const { organization_id, name, kept, counted } of rows) {
    findings.examined();
    if (BigInt(kept) !== BigInt(counted)) {
      findings.breach(`${organization_id} ${name}`, `${kept} is kept, ${counted} is counted`);
    }
  }
  return [findings.report()];
}
